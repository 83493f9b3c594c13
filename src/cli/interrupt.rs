//! Ctrl-C: asks the run to end without harm; a second one ends it at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;

/// A flag that becomes true when the person presses Ctrl-C. To be called once in a run.
pub(super) fn watch() -> Arc<AtomicBool> {
    let pressed = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&pressed);
    // Without a handler Ctrl-C ends the program at once, which the next build repairs: nothing to report.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(Exit::Machine as i32);
        }
    });
    pressed
}
