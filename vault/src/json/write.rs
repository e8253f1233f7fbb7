use serde_json::Value;

use super::JsonError;

/// Writes a text, without white space and with names in the order of their bytes.
///
/// No format of ours has fractions, and printing them takes tables that nothing packs smaller.
///
/// # Errors
/// [`JsonError`] where a number is a fraction.
pub fn write(json: &Value) -> Result<String, JsonError> {
    // Roomy enough for what holds secrets: a text that grows leaves copies behind.
    let mut text = Vec::with_capacity(2048);
    write_value(json, &mut text)?;
    String::from_utf8(text).map_err(|_| JsonError)
}

fn write_value(json: &Value, text: &mut Vec<u8>) -> Result<(), JsonError> {
    match json {
        Value::Null => text.extend_from_slice(b"null"),
        Value::Bool(true) => text.extend_from_slice(b"true"),
        Value::Bool(false) => text.extend_from_slice(b"false"),
        Value::Number(number) => {
            let digits = match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => number.to_string(),
                (None, Some(number)) => number.to_string(),
                (None, None) => return Err(JsonError),
            };
            text.extend_from_slice(digits.as_bytes());
        }
        Value::String(string) => write_string(string, text)?,
        Value::Array(list) => {
            text.push(b'[');
            for (place, value) in list.iter().enumerate() {
                if place > 0 {
                    text.push(b',');
                }
                write_value(value, text)?;
            }
            text.push(b']');
        }
        Value::Object(members) => {
            text.push(b'{');
            for (place, (name, value)) in members.iter().enumerate() {
                if place > 0 {
                    text.push(b',');
                }
                write_string(name, text)?;
                text.push(b':');
                write_value(value, text)?;
            }
            text.push(b'}');
        }
    }
    Ok(())
}

fn write_string(string: &str, text: &mut Vec<u8>) -> Result<(), JsonError> {
    serde_json::to_writer(text, string).map_err(|_| JsonError)
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn writes_what_serde_json_writes() {
        let json = serde_json::json!({
            "b": [null, true, false, [], {}],
            "a": {"least": i64::MIN, "most": u64::MAX, "zero": 0},
            "": "\"\\\u{0}\n\u{1f}\u{7f}\u{e9}\u{1f600}/",
        });
        assert_eq!(write(&json), Ok(json.to_string()));
        assert_eq!(write(&serde_json::json!([0.5])), Err(JsonError));
    }
}
