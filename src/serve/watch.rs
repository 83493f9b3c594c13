//! Notices changes, and the instants at which the site changes by itself: the system's events at once, and a look at every file every two seconds, since watchers are silent
//! on network drives and miss files in folders that are new.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecursiveMode, Watcher};

use super::{OnLoad, Preview, look};
use crate::pipeline;
use crate::source::Found;

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

/// Starts to watch. Where the system offers no events, the regular look alone notices changes. `seen` is how the files
/// were before the current load: a change since then counts as one.
pub fn start(preview: Arc<Preview>, seen: Vec<Found>, on_load: OnLoad) -> io::Result<Watching> {
    let (sender, receiver) = channel();
    let root = preview.project.root.path().to_owned();
    let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let is_change = event.as_ref().is_ok_and(|event| !matches!(event.kind, EventKind::Access(_)));
        if is_change || event.is_err() {
            // The receiver is gone only when the preview ends.
            let _ = sender.send(());
        }
    });
    let mut watcher = watcher.ok();
    if let Some(watcher) = &mut watcher {
        for folder in WATCHED {
            // A folder that does not exist yet is noticed by the regular look.
            let _ = watcher.watch(&root.join(folder), RecursiveMode::Recursive);
        }
        let _ = watcher.watch(&root, RecursiveMode::NonRecursive);
    }
    thread::Builder::new().name("watch".to_owned()).spawn(move || follow(&preview, seen, &receiver, &on_load))?;
    Ok(Watching { _watcher: watcher })
}

fn follow(preview: &Preview, mut seen: Vec<Found>, events: &Receiver<()>, on_load: &OnLoad) {
    loop {
        match events.recv_timeout(LOOK) {
            Ok(()) => while events.recv_timeout(QUIET).is_ok() {},
            Err(RecvTimeoutError::Timeout) => {}
            // Without a watcher the regular look goes on by itself.
            Err(RecvTimeoutError::Disconnected) => thread::sleep(LOOK),
        }
        let now = pipeline::stamps(&preview.project.root);
        if now == seen && !pipeline::is_due(&preview.current().loaded) {
            continue;
        }
        seen = now;
        let current = look(&preview.project, Some(&preview.current()));
        on_load(&current.loaded, &current.findings);
        preview.replace(current);
    }
}
