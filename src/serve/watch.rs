//! Notices changes, and the instants at which the site changes by itself.
//!
//! The system's events are answered at once: what they name is read, and nothing else is looked at. A walk over every
//! file follows, and comes every two seconds besides, since watchers are silent on network drives and miss files in
//! folders that are new.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecursiveMode, Watcher};

use super::{OnLoad, Preview};
use crate::pipeline::{self, Listing};

/// Editors write a file in several steps; a change is over when nothing was heard for this long.
const QUIET: Duration = Duration::from_millis(10);
/// How often every file is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// The folders of a site. Each is watched by itself, so that the output and the caches cause no events.
const WATCHED: &[&str] = &["content", "data", "static", "templates", "themes", "i18n"];

/// Ends the watching when dropped.
pub struct Watching {
    _watcher: Option<notify::RecommendedWatcher>,
}

/// Something happened at these paths; none, if that is all that is known.
type Paths = Vec<PathBuf>;

/// Starts to watch. Where the system offers no events, the regular look alone notices changes.
pub fn start(preview: Arc<Preview>, on_load: OnLoad) -> io::Result<Watching> {
    let (sender, receiver) = channel();
    let root = preview.project.root.path().to_owned();
    let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let paths = match event {
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
            Ok(event) if !event.need_rescan() => event.paths,
            _ => Paths::new(),
        };
        // The receiver is gone only when the preview ends.
        let _ = sender.send(paths);
    });
    let mut watcher = watcher.ok();
    if let Some(watcher) = &mut watcher {
        for folder in WATCHED {
            // A folder that does not exist yet is noticed by the regular look.
            let _ = watcher.watch(&root.join(folder), RecursiveMode::Recursive);
        }
        let _ = watcher.watch(&root, RecursiveMode::NonRecursive);
    }
    thread::Builder::new().name("watch".to_owned()).spawn(move || follow(&preview, &receiver, &on_load))?;
    Ok(Watching { _watcher: watcher })
}

fn follow(preview: &Preview, events: &Receiver<Paths>, on_load: &OnLoad) {
    let root = &preview.project.root;
    loop {
        let mut paths = Some(Paths::new());
        match events.recv_timeout(LOOK) {
            Ok(first) => {
                gather(&mut paths, first);
                while let Ok(more) = events.recv_timeout(QUIET) {
                    gather(&mut paths, more);
                }
            }
            Err(RecvTimeoutError::Timeout) => paths = None,
            // Without a watcher the regular look goes on by itself.
            Err(RecvTimeoutError::Disconnected) => {
                thread::sleep(LOOK);
                paths = None;
            }
        }
        let listing = paths.and_then(|paths| preview.current().loaded.kept.listing.after(root, &paths));
        if let Some(listing) = listing {
            renew(preview, listing, on_load);
        }
        // The walk restores the truth, whatever the events left out.
        renew(preview, Listing::walk(root), on_load);
    }
}

/// Adds paths to those that are known; once it is unknown where something happened, it stays so.
fn gather(paths: &mut Option<Paths>, more: Paths) {
    match paths {
        Some(known) if !more.is_empty() => known.extend(more),
        _ => *paths = None,
    }
}

/// Loads the site again if its files or its time say so.
fn renew(preview: &Preview, listing: Listing, on_load: &OnLoad) {
    let before = preview.current();
    if listing == before.loaded.kept.listing && !pipeline::is_due(&before.loaded) {
        return;
    }
    let loaded = pipeline::load_listed(&preview.project, listing, Some(&before.loaded.kept));
    let current = preview.replace(before.after(loaded));
    let current = preview.replace(current.checked());
    on_load(&current.loaded, &current.findings);
    // The memory of the load before is freed here, and not by a request.
    drop(before);
}
