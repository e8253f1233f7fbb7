//! The app as the linker left it, with the linker's notes of what is linked where, as far as it can be changed in place.

use std::ops::Range;

use anyhow::{Context, ensure};
use wasm_encoder::{CustomSection, Encode, Section};
use wasmparser::{
    Data, DataKind, KnownCustom, Name, Operator, Parser, Payload, RelocAddendKind,
    RelocSectionReader, RelocationEntry, TypeRef,
};

const UNREACHABLE: u8 = 0x00;
const END: u8 = 0x0b;

/// Where in the file stands what can be changed.
#[derive(Default)]
pub struct Linked<'a> {
    pub functions: Vec<Function<'a>>,
    pub pages: Vec<Page<'a>>,
    notes: Vec<Notes<'a>>,
    /// Where each section begins.
    sections: Vec<usize>,
}

/// A function of the app's own.
pub struct Function<'a> {
    pub name: &'a str,
    /// Whether it gives nothing back.
    pub ends: bool,
    body: Range<usize>,
}

/// A part of the memory that the app starts with.
pub struct Page<'a> {
    /// Its address.
    pub start: usize,
    pub bytes: &'a [u8],
    /// Its place in the file.
    at: usize,
}

/// What is linked in one section.
struct Notes<'a> {
    name: &'a str,
    whole: Range<usize>,
    section: usize,
    entries: Vec<RelocationEntry>,
}

impl<'a> Linked<'a> {
    /// Reads a module that was linked with `--emit-relocs`.
    pub fn read(wasm: &'a [u8]) -> anyhow::Result<Self> {
        let mut linked = Self::default();
        let mut types = Vec::new();
        let mut declared = Vec::new();
        let mut imported = 0;
        let mut end = 8;
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            let mut whole = 0..0;
            if let Some((_, contents)) = payload.as_section() {
                let contents = range(contents)?;
                whole = end..contents.end;
                end = contents.end;
                linked.sections.push(contents.start);
            }
            match payload {
                Payload::TypeSection(section) => {
                    for ty in section.into_iter_err_on_gc_types() {
                        types.push(ty?.results().is_empty());
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        declared.push(usize::try_from(ty?)?);
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let ty = declared.get(linked.functions.len());
                    let ends = ty.and_then(|ty| types.get(*ty));
                    linked.functions.push(Function {
                        name: "",
                        ends: *ends.context("a function has a type")?,
                        body: range(body.range())?,
                    });
                }
                Payload::DataSection(section) => {
                    for page in section {
                        linked.pages.extend(Page::read(&page?)?);
                    }
                }
                Payload::CustomSection(custom) => match custom.as_known() {
                    KnownCustom::Name(names) => {
                        for names in names {
                            if let Name::Function(names) = names? {
                                for naming in names {
                                    let naming = naming?;
                                    let index =
                                        usize::try_from(naming.index)?.checked_sub(imported);
                                    let named =
                                        index.and_then(|index| linked.functions.get_mut(index));
                                    if let Some(named) = named {
                                        named.name = naming.name;
                                    }
                                }
                            }
                        }
                    }
                    KnownCustom::Reloc(notes) => {
                        linked
                            .notes
                            .push(Notes::read(custom.name(), whole, &notes)?);
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        ensure!(
            !linked.notes.is_empty(),
            "the linker left no notes in the app"
        );
        Ok(linked)
    }

    /// The app in which these functions are a trap and these addresses of the memory hold zeros, and nothing is linked there.
    pub fn without(
        &self,
        wasm: &[u8],
        functions: &[&Function],
        memory: &[Range<usize>],
    ) -> anyhow::Result<Vec<u8>> {
        let mut changed = wasm.to_vec();
        let mut gone = Vec::new();
        for function in functions {
            let body = changed
                .get_mut(function.body.clone())
                .context("a function is in the file")?;
            // Of no locals, and nothing but the one instruction.
            body.fill(UNREACHABLE);
            *body.last_mut().context("a function has an end")? = END;
            gone.push(function.body.clone());
        }
        for addresses in memory {
            let place = self.pages.iter().find_map(|page| page.place(addresses));
            let place = place.context("an address is in the memory")?;
            changed
                .get_mut(place.clone())
                .context("the memory is in the file")?
                .fill(0);
            gone.push(place);
        }
        gone.sort_by_key(|place| place.start);
        // From the end on, since what stands behind a section moves.
        for notes in self.notes.iter().rev() {
            let section = notes.without(&gone, &self.sections)?;
            changed.splice(notes.whole.clone(), section);
        }
        Ok(changed)
    }
}

impl<'a> Page<'a> {
    /// None where the address is known to the browser only.
    fn read(data: &Data<'a>) -> anyhow::Result<Option<Self>> {
        let DataKind::Active { offset_expr, .. } = &data.kind else {
            return Ok(None);
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            return Ok(None);
        };
        Ok(Some(Self {
            start: usize::try_from(value)?,
            bytes: data.data,
            at: usize::try_from(data.range.end)? - data.data.len(),
        }))
    }

    /// Where in the file these addresses are.
    fn place(&self, addresses: &Range<usize>) -> Option<Range<usize>> {
        let start = addresses.start.checked_sub(self.start)?;
        let within = start..start + addresses.len();
        self.bytes.get(within)?;
        Some(self.at + start..self.at + start + addresses.len())
    }
}

impl<'a> Notes<'a> {
    fn read(
        name: &'a str,
        whole: Range<usize>,
        reader: &RelocSectionReader<'a>,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            name,
            whole,
            section: usize::try_from(reader.section_index())?,
            entries: reader.entries().into_iter().collect::<Result<_, _>>()?,
        })
    }

    /// The section anew, as the tool conventions of WebAssembly lay it out, without what is linked in these places, which are in order.
    fn without(&self, gone: &[Range<usize>], sections: &[usize]) -> anyhow::Result<Vec<u8>> {
        let start = sections
            .get(self.section)
            .context("what is linked is in a section")?;
        let mut kept = Vec::new();
        for entry in &self.entries {
            let at = start + usize::try_from(entry.offset)?;
            let before = gone.partition_point(|place| place.start <= at);
            let last = before.checked_sub(1).and_then(|last| gone.get(last));
            if !last.is_some_and(|place| place.contains(&at)) {
                kept.push(entry);
            }
        }
        let mut data = Vec::new();
        self.section.encode(&mut data);
        kept.len().encode(&mut data);
        for entry in kept {
            data.push(entry.ty as u8);
            entry.offset.encode(&mut data);
            entry.index.encode(&mut data);
            if entry.ty.addend_kind() != RelocAddendKind::None {
                entry.addend.encode(&mut data);
            }
        }
        let mut section = Vec::new();
        CustomSection {
            name: self.name.into(),
            data: data.into(),
        }
        .append_to(&mut section);
        Ok(section)
    }
}

fn range(of: Range<u64>) -> anyhow::Result<Range<usize>> {
    Ok(usize::try_from(of.start)?..usize::try_from(of.end)?)
}
