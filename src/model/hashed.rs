//! Things by a text that is only ever asked for, never listed: every link of every page asks for its target.
//!
//! The texts themselves are strewn over memory, where looking at them takes longer than to hash what is asked for. So their hashes
//! stand for them (XXH3, 128 bits): among a million texts, one that is not there is taken for one of them once in 10³² times.

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_128;

#[derive(Debug)]
pub struct Hashed<T>(FxHashMap<u128, T>);

impl<T> Default for Hashed<T> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<T> Hashed<T> {
    pub fn get(&self, text: &str) -> Option<&T> {
        self.0.get(&xxh3_128(text.as_bytes()))
    }

    pub fn has(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// Of two things with one text, the later stays.
    pub fn insert(&mut self, text: &str, thing: T) {
        self.0.insert(xxh3_128(text.as_bytes()), thing);
    }
}

impl<'a, T> FromIterator<(&'a str, T)> for Hashed<T> {
    fn from_iter<I: IntoIterator<Item = (&'a str, T)>>(things: I) -> Self {
        Self(things.into_iter().map(|(text, thing)| (xxh3_128(text.as_bytes()), thing)).collect())
    }
}
