//! What a long run shows while it works: a line that moves on a terminal, plain lines elsewhere, and nothing for
//! what takes less than a second. It also measures, for `--timings`.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget};

use super::session::{Session, Verbosity};
use crate::diagnostic::{Language, Text};
use crate::text;

/// Work shorter than this goes unmentioned.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) struct Progress {
    language: Language,
    /// Shared with the thread that loses patience: whether it has, and which stage runs.
    shown: Arc<Mutex<Shown>>,
    /// Dropped to end the thread.
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
    stages: Vec<(Text, Instant)>,
}

struct Shown {
    way: Way,
    /// Whether a second has passed.
    late: bool,
    stage: String,
}

/// How to show progress.
enum Way {
    Moving(ProgressBar),
    Lines,
    Silent,
}

/// A stage of the run and how long it took.
pub(super) struct Timing {
    pub stage: Text,
    pub took: Duration,
}

impl Progress {
    pub fn start(session: &Session) -> Self {
        let way = if session.is_json() || session.verbosity == Verbosity::Quiet {
            Way::Silent
        } else if std::io::stderr().is_terminal() {
            Way::Moving(ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()))
        } else {
            Way::Lines
        };
        let silent = matches!(way, Way::Silent);
        let shown = Arc::new(Mutex::new(Shown { way, late: false, stage: String::new() }));
        let (done, wait) = channel();
        let thread = (!silent).then(|| {
            let shown = Arc::clone(&shown);
            std::thread::spawn(move || lose_patience(&wait, &shown))
        });
        Self { language: session.printer.language, shown, done: Some(done), thread, stages: Vec::new() }
    }

    /// The next stage begins.
    #[expect(clippy::disallowed_methods, reason = "the command line measures time")]
    pub fn stage(&mut self, stage: Text) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        stage.in_language(self.language).clone_into(&mut shown.stage);
        if shown.late {
            shown.tell();
        }
        drop(shown);
        self.stages.push((stage, Instant::now()));
    }

    /// Removes what moved, and answers how long each stage took.
    #[expect(clippy::disallowed_methods, reason = "the command line measures time")]
    pub fn finish(mut self) -> Vec<Timing> {
        self.stop();
        let ends: Vec<Instant> = self.stages.iter().skip(1).map(|(_, began)| *began).chain([Instant::now()]).collect();
        std::mem::take(&mut self.stages)
            .into_iter()
            .zip(ends)
            .map(|((stage, began), end)| Timing { stage, took: end.saturating_duration_since(began) })
            .collect()
    }

    fn stop(&mut self) {
        self.done = None;
        if let Some(thread) = self.thread.take() {
            // It ends as soon as the sender is gone, and has nothing to say.
            let _ = thread.join();
        }
        if let Way::Moving(bar) = &self.shown.lock().unwrap_or_else(PoisonError::into_inner).way {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shown {
    fn tell(&self) {
        match &self.way {
            Way::Moving(bar) => bar.set_message(self.stage.clone()),
            Way::Lines => {
                let _ = writeln!(std::io::stderr(), "{}…", self.stage);
            }
            Way::Silent => {}
        }
    }
}

fn lose_patience(wait: &Receiver<()>, shown: &Mutex<Shown>) {
    if wait.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    {
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.late = true;
        shown.tell();
        if let Way::Moving(bar) = &shown.way {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(120));
        }
    }
    // Until the run ends.
    let _ = wait.recv();
}

/// The table of `--timings`.
pub(super) fn table(timings: &[Timing], language: Language) -> String {
    let total = Timing { stage: text!("合计", "total"), took: timings.iter().map(|timing| timing.took).sum() };
    let rows = timings.iter().chain([&total]);
    rows.map(|Timing { stage, took }| {
        let milliseconds = took.as_secs_f64() * 1000.0;
        let unit = text!("毫秒", "ms");
        format!("{milliseconds:>10.1} {}  {}\n", unit.in_language(language), stage.in_language(language))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_measured_in_their_order() {
        let mut progress = Progress::start(&Session::new(Language::En));
        progress.stage(text!("甲", "one"));
        progress.stage(text!("乙", "two"));
        let names: Vec<String> =
            progress.finish().iter().map(|timing| timing.stage.in_language(Language::En).to_owned()).collect();
        assert_eq!(names, ["one", "two"]);
    }

    #[test]
    fn the_table_adds_up() {
        let timing = |milliseconds| Timing { stage: text!("甲", "one"), took: Duration::from_micros(milliseconds) };
        assert_eq!(
            table(&[timing(1500), timing(12_340)], Language::En),
            "       1.5 ms  one\n      12.3 ms  one\n      13.8 ms  total\n"
        );
        assert!(table(&[], Language::Zh).ends_with("0.0 毫秒  合计\n"));
    }
}
