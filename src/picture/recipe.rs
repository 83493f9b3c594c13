//! What is to become of a picture: its size after cutting and scaling, and how it is written.
//!
//! The operations have Zola's names and meanings.

use crate::words;

/// No side of a picture that we make is longer: WebP has none of more than 16383 pixels.
const LONGEST: u32 = 16_000;

words! {
    /// How a picture comes to its new size.
    pub enum Operation {
        /// To exactly this size, whatever that does to its shape.
        Scale = "scale" / "拉伸",
        /// To this width, in its own shape.
        FitWidth = "fit_width" / "定宽",
        /// To this height, in its own shape.
        FitHeight = "fit_height" / "定高",
        /// Into this size, in its own shape; never larger than it is.
        Fit = "fit" / "放入",
        /// To exactly this size, in its own shape; what is too much is cut off on both sides.
        Fill = "fill" / "填满",
    }
}

/// A size as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    pub operation: Operation,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// How the pixels are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// From 1 to 100.
    Jpeg {
        quality: u8,
    },
    Png,
    Webp {
        quality: u8,
    },
    WebpLossless,
    /// The file itself, without metadata.
    Copy,
}

/// What is made of a picture. Equal recipes make equal files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recipe {
    /// What is kept of the picture, the right side up: left, top, width, height.
    pub cut: [u32; 4],
    pub width: u32,
    pub height: u32,
    pub encoding: Encoding,
}

impl Recipe {
    /// The whole picture in a width, which is no wider than it is.
    pub fn in_width(size: (u32, u32), width: u32, encoding: Encoding) -> Self {
        let width = width.min(size.0).max(1);
        let height = scaled(size.1, width, size.0).min(LONGEST);
        Self { cut: [0, 0, size.0, size.1], width, height, encoding }
    }

    /// The largest width up to `most` in which a picture of this size can be made: not wider than it is, and not too high,
    /// as a long screenshot would be.
    pub fn widest(size: (u32, u32), most: u32) -> u32 {
        let high = u64::from(size.0) * u64::from(LONGEST) / u64::from(size.1.max(1));
        most.min(size.0).min(u32::try_from(high).unwrap_or(u32::MAX)).max(1)
    }

    /// A wish applied to a picture of this size; nothing if a side that it needs is missing or out of bounds.
    pub fn of(wish: Wish, size: (u32, u32), encoding: Encoding) -> Option<Self> {
        let (own_width, own_height) = size;
        let whole = |width: u32, height: u32| Self { cut: [0, 0, own_width, own_height], width, height, encoding };
        let recipe = match (wish.operation, wish.width, wish.height) {
            (Operation::Scale, Some(width), Some(height)) => whole(width, height),
            (Operation::FitWidth, Some(width), _) => whole(width, scaled(own_height, width, own_width)),
            (Operation::FitHeight, _, Some(height)) => whole(scaled(own_width, height, own_height), height),
            (Operation::Fit, Some(width), Some(height)) => {
                if own_width <= width && own_height <= height {
                    whole(own_width, own_height)
                } else if u64::from(own_width) * u64::from(height) > u64::from(width) * u64::from(own_height) {
                    whole(width, scaled(own_height, width, own_width))
                } else {
                    whole(scaled(own_width, height, own_height), height)
                }
            }
            (Operation::Fill, Some(width), Some(height)) => {
                let wide = u64::from(own_width) * u64::from(height) > u64::from(width) * u64::from(own_height);
                let cut = if wide {
                    let kept = scaled(width, own_height, height).min(own_width);
                    [(own_width - kept) / 2, 0, kept, own_height]
                } else {
                    let kept = scaled(height, own_width, width).min(own_height);
                    [0, (own_height - kept) / 2, own_width, kept]
                };
                Self { cut, width, height, encoding }
            }
            _ => return None,
        };
        let fits = |side: u32| (1..=LONGEST).contains(&side);
        (fits(recipe.width) && fits(recipe.height)).then_some(recipe)
    }

    /// A name for the recipe that is the same on every machine.
    pub fn key(&self) -> String {
        let Self { cut: [left, top, wide, high], width, height, encoding } = self;
        format!("{left},{top},{wide},{high},{width},{height},{encoding:?}")
    }

    pub fn ending(&self, own: &'static str) -> &'static str {
        match self.encoding {
            Encoding::Jpeg { .. } => "jpg",
            Encoding::Png => "png",
            Encoding::Webp { .. } | Encoding::WebpLossless => "webp",
            Encoding::Copy => own,
        }
    }
}

/// `side * to / from`, rounded, one at least.
fn scaled(side: u32, to: u32, from: u32) -> u32 {
    let from = u64::from(from.max(1));
    let scaled = (u64::from(side) * u64::from(to) + from / 2) / from;
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}
