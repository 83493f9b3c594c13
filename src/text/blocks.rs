//! Looking for bytes, many at once.

/// How many bytes are looked at together: as many as a mask has bits.
const BLOCK: usize = 64;

/// Hands on the places of the bytes of which `is_it` holds, in order. It sees the byte behind as well, a space at the end of the
/// text. Where it is written without branches, the compiler makes vectors of it.
pub fn each_byte(text: &str, is_it: impl Fn(u8, u8) -> bool + Copy, mut take: impl FnMut(usize)) {
    let bytes = text.as_bytes();
    for block in (0..bytes.len()).step_by(BLOCK) {
        let mut found = mask(&bytes[block..], is_it);
        while found != 0 {
            take(block + found.trailing_zeros() as usize);
            found &= found - 1;
        }
    }
}

/// A bit for each of the first bytes of which it holds.
fn mask(rest: &[u8], is_it: impl Fn(u8, u8) -> bool) -> u64 {
    if let Some(block) = rest.first_chunk() {
        return mask_of_block(block, is_it);
    }
    let mut last = [b' '; BLOCK + 1];
    last[..rest.len()].copy_from_slice(rest);
    // No bits for what stands behind the end.
    let length = u32::try_from(rest.len()).unwrap_or(u32::MAX);
    mask_of_block(&last, is_it) & !u64::MAX.unbounded_shl(length)
}

/// With the byte behind the block.
fn mask_of_block(block: &[u8; BLOCK + 1], is_it: impl Fn(u8, u8) -> bool) -> u64 {
    let mut flags = [0; BLOCK];
    for (at, flag) in flags.iter_mut().enumerate() {
        *flag = u8::from(is_it(block[at], block[at + 1]));
    }
    let (eights, _) = flags.as_chunks::<8>();
    // The product has the lowest bits of eight bytes side by side at its top.
    let bits = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.iter().rev().fold(0, |mask, eight| mask << 8 | bits(eight))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_byte_is_found(text in "[a-c]{0,200}|[a-c]{63,66}") {
            let mut found = Vec::new();
            each_byte(&text, |byte, next| byte == b'a' && next != b'b', |at| found.push(at));
            let bytes = text.as_bytes();
            let is_it = |&at: &usize| bytes[at] == b'a' && bytes.get(at + 1) != Some(&b'b');
            prop_assert_eq!(found, (0..bytes.len()).filter(is_it).collect::<Vec<_>>());
            let mut last = Vec::new();
            each_byte(&text, |byte, next| byte == b' ' || next == b' ', |at| last.push(at));
            prop_assert_eq!(last, (0..bytes.len()).rev().take(1).collect::<Vec<_>>());
        }
    }
}
