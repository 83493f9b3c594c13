//! Pictures: what a file shows, the same picture in another size or format, and the file without what it says of its
//! maker: place, time, device, remarks.
//!
//! Pure functions from bytes to bytes. Owns formats, sizes and bounds; must not know files, addresses or pages.

mod clean;
mod container;
mod look;
mod pixels;
mod recipe;
#[cfg(test)]
mod tests;

pub use clean::clean;
pub use look::{Facts, Fault, Format, look};
pub use pixels::{Pixels, decode, make};
pub use recipe::{Encoding, Operation, Recipe, Wish};

/// Changes whenever the same recipe would give other bytes, so that no cache hands out the old ones.
pub const EDITION: u32 = 1;

/// Whether a file of this name is a picture that is published in sizes of our own, never as it is.
pub fn is_raster(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["jpg", "jpeg", "png", "webp", "gif"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}
