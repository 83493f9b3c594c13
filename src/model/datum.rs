//! Datums of coordinates, and the way from one to another.
//!
//! Maps in China show places where GCJ-02 (国测局) puts them, some hundred metres from where GPS (WGS-84) measures them;
//! Baidu shifts once more (BD-09). The formulas are those that have been published for both, on the ellipsoid of
//! Krasovsky 1940; they are meant for China alone, so that nothing outside it is shifted. Pure numbers: it knows no venue.

use std::f64::consts::PI;

use crate::words;

words! {
    /// The datum of a pair of coordinates.
    pub enum Datum {
        /// The world's: GPS.
        Wgs84 = "wgs84" / "GPS",
        /// 国测局: AMap, Tencent.
        Gcj02 = "gcj02" / "国测局",
        /// 百度.
        Bd09 = "bd09" / "百度",
    }
}

/// A point of the earth: degrees in a stated datum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub lat: f64,
    pub lon: f64,
    pub datum: Datum,
}

/// Latitude and longitude in degrees.
type Degrees = (f64, f64);

/// The ellipsoid's semi-major axis in metres.
const AXIS: f64 = 6_378_245.0;
/// The square of its eccentricity.
const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;
/// BD-09 writes its angles in units of this.
const BAIDU: f64 = PI * 3000.0 / 180.0;
/// The inverse is exact to this many degrees: a tenth of a millimetre.
const EXACT: f64 = 1e-9;

impl Position {
    /// The same point in another datum.
    pub fn to(self, datum: Datum) -> Self {
        let from = (self.lat, self.lon);
        let (lat, lon) = if self.datum == datum || is_outside(from) {
            from
        } else {
            let gcj02 = match self.datum {
                Datum::Wgs84 => gcj02_of_wgs84(from),
                Datum::Gcj02 => from,
                Datum::Bd09 => inverse(bd09_of_gcj02, from),
            };
            match datum {
                Datum::Wgs84 => inverse(gcj02_of_wgs84, gcj02),
                Datum::Gcj02 => gcj02,
                Datum::Bd09 => bd09_of_gcj02(gcj02),
            }
        };
        Self { lat, lon, datum }
    }
}

/// The rectangle that the published formulas take for China.
fn is_outside((lat, lon): Degrees) -> bool {
    !((0.8293..=55.8271).contains(&lat) && (72.004..=137.8347).contains(&lon))
}

fn gcj02_of_wgs84((lat, lon): Degrees) -> Degrees {
    let (x, y) = (lon - 105.0, lat - 35.0);
    let wave =
        |terms: &[(f64, f64)]| terms.iter().map(|(size, angle)| size * (angle * PI).sin()).sum::<f64>() * 2.0 / 3.0;
    let short = [(20.0, 6.0 * x), (20.0, 2.0 * x)];
    // Metres to the north and to the east.
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + wave(&short)
        + wave(&[(20.0, y), (40.0, y / 3.0), (160.0, y / 12.0), (320.0, y / 30.0)]);
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + wave(&short)
        + wave(&[(20.0, x), (40.0, x / 3.0), (150.0, x / 12.0), (300.0, x / 30.0)]);
    // The radii of curvature turn metres into degrees.
    let (sin, cos) = lat.to_radians().sin_cos();
    let curve = 1.0 - ECCENTRICITY * sin * sin;
    let meridian = AXIS * (1.0 - ECCENTRICITY) / (curve * curve.sqrt());
    let parallel = AXIS / curve.sqrt() * cos;
    (lat + (north / meridian).to_degrees(), lon + (east / parallel).to_degrees())
}

fn bd09_of_gcj02((lat, lon): Degrees) -> Degrees {
    let radius = lon.hypot(lat) + 0.000_02 * (lat * BAIDU).sin();
    let angle = lat.atan2(lon) + 0.000_003 * (lon * BAIDU).cos();
    (radius * angle.sin() + 0.006, radius * angle.cos() + 0.0065)
}

/// The point that a shift takes to `shifted`. Shifts are small and vary slowly, so that each round brings it a hundred
/// times nearer.
fn inverse(shift: impl Fn(Degrees) -> Degrees, shifted: Degrees) -> Degrees {
    let mut guess = shifted;
    for _ in 0..20 {
        let (lat, lon) = shift(guess);
        let (lat_off, lon_off) = (lat - shifted.0, lon - shifted.1);
        guess = (guess.0 - lat_off, guess.1 - lon_off);
        if lat_off.abs().max(lon_off.abs()) < EXACT {
            break;
        }
    }
    guess
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(datum: Datum, lat: f64, lon: f64) -> Position {
        Position { lat, lon, datum }
    }

    fn apart(one: Position, other: Position) -> f64 {
        assert_eq!(one.datum, other.datum);
        (one.lat - other.lat).abs().max((one.lon - other.lon).abs())
    }

    #[test]
    fn reference_points_that_have_been_published_come_out() {
        use Datum::{Bd09, Gcj02, Wgs84};
        // From the test data of eviltransform (the first three) and of coordtransform. Where the latter only estimates an
        // inverse, its tolerance is that of the estimate.
        for (from, to, tolerance) in [
            (at(Wgs84, 31.177_427_6, 121.527_210_6), at(Gcj02, 31.175_303_983_645_97, 121.531_541_859_215), 1e-6),
            (at(Wgs84, 22.543_847, 113.912_316), at(Gcj02, 22.540_796_131_694_766, 113.917_176_480_836_3), 1e-6),
            (at(Wgs84, 39.911_954, 116.377_817), at(Gcj02, 39.913_345_455_360_69, 116.384_047_224_556_57), 1e-6),
            (at(Wgs84, 39.915, 116.404), at(Gcj02, 39.916_404_281_501_64, 116.410_244_499_169_38), 1e-9),
            (at(Gcj02, 39.915, 116.404), at(Bd09, 39.921_336_993_510_21, 116.410_369_493_710_29), 1e-9),
            (at(Wgs84, 39.915, 116.404), at(Bd09, 39.922_699_552_216_216, 116.416_627_243_787_33), 1e-9),
            (at(Gcj02, 39.915, 116.404), at(Wgs84, 39.913_596_801_757_805, 116.397_755_493_164_07), 1e-6),
            (at(Bd09, 39.915, 116.404), at(Gcj02, 39.908_656_739_576_31, 116.397_627_291_193_15), 1e-5),
            (at(Bd09, 39.915, 116.404), at(Wgs84, 39.907_253_214_522_164, 116.391_383_699_512_5), 1e-5),
        ] {
            let off = apart(from.to(to.datum), to);
            assert!(off < tolerance, "{from:?} gives {:?}, {off} from {to:?}", from.to(to.datum));
        }
    }

    #[test]
    fn nothing_outside_china_is_shifted() {
        for (lat, lon) in [(35.681_236, 139.767_125), (48.85, 2.35), (-33.86, 151.21), (0.0, 0.0), (90.0, 180.0)] {
            for from in Datum::ALL {
                for to in Datum::ALL {
                    assert_eq!(at(*from, lat, lon).to(*to), at(*to, lat, lon));
                }
            }
        }
    }

    fn datum() -> impl Strategy<Value = Datum> {
        proptest::sample::select(Datum::ALL)
    }

    proptest! {
        // At the rectangle's edge a point may be shifted out of it, from where there is no way back.
        #[test]
        fn there_and_back_is_the_same_point(from in datum(), to in datum(), lat in 1.0..55.5, lon in 72.2..137.6) {
            let start = at(from, lat, lon);
            prop_assert!(apart(start.to(to).to(from), start) < 1e-7);
        }

        #[test]
        fn the_way_over_a_third_datum_leads_to_the_same_point(
            from in datum(), over in datum(), to in datum(), lat in 18.0..53.0, lon in 74.0..135.0,
        ) {
            let start = at(from, lat, lon);
            prop_assert!(apart(start.to(over).to(to), start.to(to)) < 1e-7);
        }

        #[test]
        fn whatever_is_written_gives_a_number(from in datum(), to in datum(), lat in -90.0..90.0, lon in -180.0..180.0) {
            let there = at(from, lat, lon).to(to);
            prop_assert!(apart(there, at(to, lat, lon)) < 0.05);
        }
    }
}
