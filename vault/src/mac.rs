//! HMAC-SHA256 (RFC 2104) with keys of 32 bytes.

use hmac::{Hmac, Mac, digest::KeyInit};
use sha2::Sha256;
use zeroize::Zeroizing;

/// SHA-256's block, to which RFC 2104 section 2 fills a shorter key up with zeros.
const BLOCK: usize = 64;

/// The code of the parts, one after the other.
pub fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut block = Zeroizing::new([0; BLOCK]);
    block[..key.len()].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn agrees_with_the_published_vector() {
        // RFC 4231 section 4.2; its key of 20 bytes is the same as one filled up with zeros.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        assert_eq!(
            crate::bytes::to_hex(&mac(&key, &[b"Hi ", b"There"])),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
    }
}
