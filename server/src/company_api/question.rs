//! What a company asks for in one pull.

use vault::{attribute::Attribute, grant::MOST_ATTRIBUTES, purpose::Purpose, wire::Code};

use crate::problem::ApiError;

/// What a company asks for.
pub struct Question {
    /// For what, where it is named.
    pub purpose: Option<Purpose>,
    /// Whether for special categories.
    pub special: bool,
    /// Only these, where they are named. Sorted, so that the same question has the same ETag.
    pub fields: Option<Vec<Attribute>>,
    /// The ETags that the company holds, as in `If-None-Match` (RFC 9110 section 13.1.2).
    held: Vec<String>,
}

impl Question {
    /// Reads `fields`, names divided by commas.
    ///
    /// # Errors
    /// [`Code::InvalidRequest`] where `fields` names what is no attribute, or more than a grant can hold.
    pub fn new(
        purpose: Option<Purpose>,
        special: bool,
        fields: Option<&str>,
        held: Vec<String>,
    ) -> Result<Self, ApiError> {
        Ok(Self {
            purpose,
            special,
            fields: fields.map(attributes).transpose()?,
            held,
        })
    }

    /// The attributes that are named.
    pub fn asked(&self) -> &[Attribute] {
        self.fields.as_deref().unwrap_or_default()
    }

    /// Whether the company has what this ETag stands for.
    pub fn holds(&self, etag: &str) -> bool {
        self.held
            .iter()
            .flat_map(|value| value.split(','))
            .map(|sent| sent.trim().trim_start_matches("W/"))
            .any(|sent| sent == "*" || sent == etag)
    }
}

fn attributes(text: &str) -> Result<Vec<Attribute>, ApiError> {
    let mut fields = text
        .split(',')
        .map(|name| Attribute::parse(name.trim()))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| {
            ApiError::with_detail(Code::InvalidRequest, "A field has a name that nothing has.")
        })?;
    fields.sort_unstable();
    fields.dedup();
    // They stand in the person's log.
    if fields.len() > MOST_ATTRIBUTES {
        return Err(ApiError::with_detail(
            Code::InvalidRequest,
            "No grant holds so many fields.",
        ));
    }
    Ok(fields)
}
