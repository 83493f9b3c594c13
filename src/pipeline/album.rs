//! The pictures of the site: what each file shows, which sizes were wanted, and the files made of them. What was made
//! once lies in the cache by its content, so that no picture is made twice.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::diagnostic::{BROKEN_IMAGE, Diagnostic, OVERSIZED_IMAGE, Place};
use crate::model::address::{self, Address};
use crate::output;
use crate::picture::{self, Encoding, Facts, Fault, Recipe};
use crate::source::{self, Root, Stamp};
use crate::text;
use crate::theme::{Made, Pictures};

/// Where made pictures lie between builds, inside the site.
pub const CACHE: &str = ".xinfeng/pictures";

/// Pages are drafted, published and withdrawn; a picture is not made again for each of these.
const DAYS: u32 = 30;

/// A picture of more pixels is worked on alone, so that a machine with many cores does not need as many times its memory.
const LARGE: u64 = 16_000_000;

/// What is known of a file; nothing of its stamp where it was not there.
type Known = HashMap<Arc<str>, (Option<Stamp>, Result<Facts, Diagnostic>)>;

/// The addresses of what is made of equal pictures, which may have several names.
type ByFile = HashMap<Arc<str>, Address>;

#[derive(Clone)]
struct Wanted {
    file: Arc<str>,
    facts: Facts,
    recipe: Recipe,
}

pub struct Album {
    root: Root,
    /// Of the load before: a file with its old stamp is the old file.
    before: Known,
    /// Filled as templates ask; a load makes a new album, so that nothing here is ever out of date.
    known: Mutex<Known>,
    /// Only grows, and what is in it in the end does not depend on the order of renders.
    wanted: Mutex<BTreeMap<Address, Wanted>>,
    /// The addresses of `wanted`, by the content of the picture, the recipe and the file: all that they are made of.
    addresses: Mutex<HashMap<(u64, Recipe), ByFile>>,
    /// A lock for each file that pictures are made of: two who want the same one do not both make it.
    making: Mutex<HashMap<Arc<str>, Arc<Mutex<()>>>>,
    /// Held while the pixels of a large picture are in memory.
    large: Mutex<()>,
}

impl std::fmt::Debug for Album {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Album").field("wanted", &lock(&self.wanted).len()).finish_non_exhaustive()
    }
}

/// A panic while a lock was held leaves nothing half-done here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Album {
    /// `is_settled` says that a file with its old stamp is the old file.
    pub fn new(root: Root, before: Option<&Self>, is_settled: impl Fn(Stamp) -> bool) -> Self {
        let before = before.map(|album| lock(&album.known).clone()).unwrap_or_default();
        Self {
            root,
            before: before.into_iter().filter(|(_, (stamp, _))| stamp.is_some_and(&is_settled)).collect(),
            known: Mutex::default(),
            wanted: Mutex::default(),
            addresses: Mutex::default(),
            making: Mutex::default(),
            large: Mutex::default(),
        }
    }

    /// The names of the made files that this site shows, for the cache.
    pub fn in_use(&self) -> HashSet<String> {
        lock(&self.wanted).keys().filter_map(cached_name).collect()
    }

    fn read(&self, file: &Arc<str>) -> Result<Facts, Diagnostic> {
        let bytes = source::read(&self.root, file)?;
        picture::look(&bytes).map_err(|fault| finding(file, &fault))
    }

    /// The made file, if it lies in the cache.
    fn cached(&self, address: &Address) -> Option<Arc<str>> {
        let path = format!("{CACHE}/{}", cached_name(address)?);
        // An empty file is what a machine leaves that lost its power.
        source::stamp(&self.root, &path).filter(|stamp| stamp.length > 0).map(|_| path.into())
    }

    /// Puts a made file into the cache; where that cannot be written, the bytes serve as well.
    fn keep(&self, address: &Address, bytes: Vec<u8>) -> Made {
        let name = cached_name(address).unwrap_or_default();
        match output::keep(&self.root.path().join(CACHE), &name, &bytes) {
            Ok(()) => Made::File(format!("{CACHE}/{name}").into()),
            Err(_) => Made::Bytes(bytes),
        }
    }

    fn make_of(&self, address: &Address, wanted: &Wanted) -> Result<Made, Diagnostic> {
        let file = &wanted.file;
        let bytes = source::read(&self.root, file)?;
        if picture::look(&bytes).map(|facts| facts.hash) != Ok(wanted.facts.hash) {
            return Err(changed(file));
        }
        if wanted.recipe.encoding == Encoding::Copy {
            return Ok(match picture::clean(&bytes) {
                Some(cleaned) => self.keep(address, cleaned),
                None => Made::File(file.clone()),
            });
        }
        self.with_pixels(file, &bytes, &wanted.facts, |make| Ok(self.keep(address, make(&wanted.recipe)?)))
    }

    /// Decodes a file once for all that is made of it.
    fn with_pixels<T>(
        &self,
        file: &Arc<str>,
        bytes: &[u8],
        facts: &Facts,
        use_them: impl FnOnce(&dyn Fn(&Recipe) -> Result<Vec<u8>, Diagnostic>) -> Result<T, Diagnostic>,
    ) -> Result<T, Diagnostic> {
        let is_large = u64::from(facts.width) * u64::from(facts.height) > LARGE;
        let _alone = is_large.then(|| lock(&self.large));
        let pixels = picture::decode(bytes).map_err(|fault| finding(file, &fault))?;
        use_them(&|recipe| picture::make(&pixels, recipe, bytes).map_err(|fault| finding(file, &fault)))
    }

    /// Makes what is wanted of a file and does not lie in the cache.
    fn make_all(&self, file: &Arc<str>) -> Result<(), Diagnostic> {
        let mut missing: Vec<(Address, Wanted)> = lock(&self.wanted)
            .iter()
            .filter(|(_, wanted)| wanted.file == *file && wanted.recipe.encoding != Encoding::Copy)
            .map(|(address, wanted)| (address.clone(), wanted.clone()))
            .collect();
        missing.retain(|(address, _)| self.cached(address).is_none());
        let [(_, first), _, ..] = missing.as_slice() else { return Ok(()) };
        let bytes = source::read(&self.root, file)?;
        if picture::look(&bytes).map(|facts| facts.hash) != Ok(first.facts.hash) {
            return Err(changed(file));
        }
        self.with_pixels(file, &bytes, &first.facts, |make| {
            for (address, wanted) in &missing {
                // Without a cache each is made again when it is asked for.
                if matches!(self.keep(address, make(&wanted.recipe)?), Made::Bytes(_)) {
                    break;
                }
            }
            Ok(())
        })
    }

    fn lock_of(&self, file: &Arc<str>) -> Arc<Mutex<()>> {
        lock(&self.making).entry(file.clone()).or_default().clone()
    }
}

impl Pictures for Album {
    fn look(&self, file: &Arc<str>) -> Result<Facts, Diagnostic> {
        if let Some((_, facts)) = lock(&self.known).get(file) {
            return facts.clone();
        }
        let stamp = source::stamp(&self.root, file);
        let facts = match self.before.get(file) {
            Some((old, facts)) if *old == stamp => facts.clone(),
            _ => self.read(file),
        };
        lock(&self.known).insert(file.clone(), (stamp, facts.clone()));
        facts
    }

    fn want(&self, file: &Arc<str>, facts: &Facts, recipe: &Recipe) -> Address {
        if let Some(address) = lock(&self.addresses).get(&(facts.hash, *recipe)).and_then(|of| of.get(file)) {
            return address.clone();
        }
        let address = address::picture(
            file,
            facts.hash,
            &format!("{} {}", picture::EDITION, recipe.key()),
            recipe.ending(facts.ending()),
        );
        let wanted = || Wanted { file: file.clone(), facts: *facts, recipe: *recipe };
        lock(&self.wanted).entry(address.clone()).or_insert_with(wanted);
        lock(&self.addresses).entry((facts.hash, *recipe)).or_default().insert(file.clone(), address.clone());
        address
    }

    fn wanted(&self) -> Vec<(Address, Arc<str>)> {
        lock(&self.wanted).iter().map(|(address, wanted)| (address.clone(), wanted.file.clone())).collect()
    }

    fn is_wanted(&self, address: &str) -> bool {
        lock(&self.wanted).contains_key(address)
    }

    fn make(&self, address: &Address) -> Result<Made, Diagnostic> {
        let wanted = lock(&self.wanted).get(address).cloned();
        let Some(wanted) = wanted else {
            return Err(Diagnostic::new(
                &BROKEN_IMAGE,
                Place::site(),
                text!("没有图片 {address}", "there is no picture {address}"),
            ));
        };
        if let Some(path) = self.cached(address) {
            return Ok(Made::File(path));
        }
        let making = self.lock_of(&wanted.file);
        let _turn = lock(&making);
        match self.cached(address) {
            Some(path) => Ok(Made::File(path)),
            None => self.make_of(address, &wanted),
        }
    }

    fn prepare(&self, file: &Arc<str>) {
        let making = self.lock_of(file);
        let _turn = lock(&making);
        // What is wrong is told by the picture that cannot be made.
        let _ = self.make_all(file);
    }

    fn without_metadata(&self, file: &Arc<str>) -> Made {
        // What cannot be read is reported by whoever copies it.
        let Ok(bytes) = source::read(&self.root, file) else { return Made::File(file.clone()) };
        let Some(cleaned) = picture::clean(&bytes) else { return Made::File(file.clone()) };
        let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
        let address = address::picture(file, xxhash_rust::xxh3::xxh3_64(&bytes), "clean", ending);
        match self.cached(&address) {
            Some(path) => Made::File(path),
            None => self.keep(&address, cleaned),
        }
    }
}

/// Removes what the cache has held for a month without use.
pub fn trim(root: &Root, album: Option<&Album>) {
    let in_use = album.map(Album::in_use).unwrap_or_default();
    output::trim(&root.path().join(CACHE), |name| in_use.contains(name), DAYS);
}

/// The name in the cache: the hash and the ending, without the name that is only for people.
fn cached_name(address: &Address) -> Option<String> {
    let mut parts = address.as_str().rsplit('.');
    let (ending, hash) = (parts.next()?, parts.next()?);
    Some(format!("{hash}.{ending}"))
}

fn finding(file: &Arc<str>, fault: &Fault) -> Diagnostic {
    let place = Place::file(file.clone());
    match fault {
        Fault::Unknown => Diagnostic::new(
            &BROKEN_IMAGE,
            place,
            text!("{file} 不是网页能显示的图片", "{file} is no picture that browsers show"),
        )
        .hint(text!(
            "用看图软件打开，另存为 JPG 或 PNG；只改后缀没有用",
            "open it and save it as JPG or PNG; another ending alone does not help"
        )),
        Fault::Broken(reason) => Diagnostic::new(
            &BROKEN_IMAGE,
            place,
            text!("图片 {file} 坏了，打不开", "the picture {file} is broken: {reason}"),
        )
        .hint(text!("重新从相机或手机里拷一份", "copy it again from the camera or the telephone")),
        Fault::TooLarge { width, height } => Diagnostic::new(
            &OVERSIZED_IMAGE,
            place,
            text!(
                "图片 {file} 有 {width}×{height} 像素，超过了上限",
                "the picture {file} has {width}×{height} pixels, which is beyond the bound"
            ),
        )
        .hint(text!("先缩小到一亿像素以内，如 4000×3000", "make it smaller first, such as 4000×3000")),
    }
}

fn changed(file: &Arc<str>) -> Diagnostic {
    Diagnostic::new(
        &BROKEN_IMAGE,
        Place::file(file.clone()),
        text!("图片 {file} 在生成的时候变了", "the picture {file} changed during the build"),
    )
    .hint(text!("再生成一次", "build again"))
}
