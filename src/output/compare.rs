//! Whether a file in the output folder has the content it is to have: length first, then bytes; unread where its times
//! vouch for it.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::disk::Times;
use super::manifest::Entry;
use super::plan::Spot;
use super::{Bytes, Output, refusal};
use crate::diagnostic::Diagnostic;

/// How much of a file is read at once.
pub(super) const BLOCK: usize = 128 * 1024;

/// What is known of a file to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) state: State,
    pub(super) length: u64,
    /// None for a static file that was not read to its end; copying it will tell.
    pub(super) hash: Option<u128>,
    /// Times that vouch for the output file from now on.
    pub(super) output: Option<Times>,
    /// Times that vouch for the static file from now on.
    pub(super) source: Option<Times>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Same,
    Different,
}

/// Compares a file with what is at its spot.
pub(super) fn judge(path: &str, bytes: &Bytes, spot: &Spot<'_>, output: &Output) -> Result<Judged, Diagnostic> {
    match bytes {
        Bytes::Memory(bytes) => Ok(memory(path, bytes, spot, output)),
        Bytes::File(source) => {
            copied(path, source, spot, output).map_err(|error| refusal::unreadable_source(output, source, &error))
        }
    }
}

fn memory(path: &str, bytes: &[u8], spot: &Spot<'_>, output: &Output) -> Judged {
    let length = bytes.len() as u64;
    let hash = xxh3_128(bytes);
    let different = Judged { state: State::Different, length, hash: Some(hash), output: None, source: None };
    let Some((entry, metadata)) = standing(path, spot, length, output) else { return different };
    let times = Times::of(&metadata);
    let same = match entry {
        Some(entry) if entry.output == Some(times) && entry.length == length => entry.hash == hash,
        // What cannot be read is written anew.
        _ => has_bytes(&output.folder.join(path), bytes).unwrap_or(false),
    };
    if same { Judged { state: State::Same, output: times.rested(output.now), ..different } } else { different }
}

fn copied(path: &str, source: &Path, spot: &Spot<'_>, output: &Output) -> io::Result<Judged> {
    let metadata = fs::metadata(source)?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let length = metadata.len();
    let times = Times::of(&metadata);
    let different =
        Judged { state: State::Different, length, hash: None, output: None, source: vouching(times, output) };
    let Some((entry, metadata)) = standing(path, spot, length, output) else { return Ok(different) };
    let standing = Times::of(&metadata);
    if let Some(entry) = entry
        && entry.length == length
        && entry.source == Some(times)
        && entry.output == Some(standing)
    {
        return Ok(Judged { state: State::Same, hash: Some(entry.hash), output: Some(standing), ..different });
    }
    let hash = match File::open(output.folder.join(path)) {
        Ok(standing) => same_content(&mut File::open(source)?, standing)?,
        Err(_) => None,
    };
    Ok(match hash {
        Some(hash) => Judged { state: State::Same, hash: Some(hash), output: standing.rested(output.now), ..different },
        None => different,
    })
}

/// The file that stands at a spot, if it has the length.
fn standing<'a>(path: &str, spot: &Spot<'a>, length: u64, output: &Output) -> Option<(Option<&'a Entry>, Metadata)> {
    let entry = match *spot {
        Spot::Ours(entry) => entry,
        Spot::Unknown => None,
        Spot::Free { .. } | Spot::Exchanged { .. } | Spot::Strange => return None,
    };
    let metadata = fs::symlink_metadata(output.folder.join(path)).ok()?;
    (metadata.len() == length).then_some((entry, metadata))
}

/// The times of a static file, if a later change will show in them. Only the change time, which Unix has, tells one
/// file from another that was copied into its place with its times.
fn vouching(times: Times, output: &Output) -> Option<Times> {
    if cfg!(unix) { times.rested(output.now) } else { None }
}

/// Whether a file of the same length has these bytes.
fn has_bytes(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; bytes.len().min(BLOCK)];
    for block in bytes.chunks(BLOCK) {
        let Some(read) = buffer.get_mut(..block.len()) else { return Ok(false) };
        file.read_exact(read)?;
        if read != block {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The hash of a static file if another has the same content. Only its own faults are errors.
fn same_content(source: &mut impl Read, mut standing: impl Read) -> io::Result<Option<u128>> {
    let mut hasher = Xxh3::new();
    let (mut wanted, mut found) = (vec![0; BLOCK], vec![0; BLOCK]);
    loop {
        let length = fill(source, &mut wanted)?;
        let (Some(wanted), Ok(read)) = (wanted.get(..length), fill(&mut standing, &mut found)) else { return Ok(None) };
        if found.get(..read) != Some(wanted) {
            return Ok(None);
        }
        hasher.update(wanted);
        if length < BLOCK {
            return Ok(Some(hasher.digest128()));
        }
    }
}

/// Reads until the buffer is full or the file ends.
pub(super) fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..)
        && !rest.is_empty()
    {
        match from.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_compared_to_its_end() {
        let long = vec![7_u8; BLOCK];
        let mut other = long.clone();
        other.push(1);
        let mut third = other.clone();
        third.push(2);
        let cases: [&[u8]; 6] = [b"", b"a", b"b", &long, &other, &third];
        for (i, a) in cases.iter().enumerate() {
            for (j, b) in cases.iter().enumerate() {
                let hash = same_content(&mut &a[..], *b).unwrap();
                assert_eq!(hash, (i == j).then(|| xxh3_128(a)), "{i} {j}");
            }
        }
    }
}
