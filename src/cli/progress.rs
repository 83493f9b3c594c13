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
use crate::pipeline::{Stage, Watch};
use crate::text;

/// Work shorter than this goes unmentioned.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) struct Progress {
    /// Shared with the thread that loses patience, and reached by whichever thread begins a stage.
    shown: Arc<Mutex<Shown>>,
    /// Dropped to end the thread.
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shown {
    way: Way,
    /// Whether a second has passed.
    late: bool,
    /// The stages so far and when each began, the running one last.
    stages: Vec<(Stage, Instant)>,
    language: Language,
}

/// How to show progress.
enum Way {
    Moving(ProgressBar),
    Lines,
    Silent,
}

/// A stage of the run and how long it took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timing {
    pub stage: Stage,
    pub took: Duration,
}

fn name(stage: Stage) -> Text {
    match stage {
        Stage::Load => text!("读取", "reading"),
        Stage::Check => text!("检查", "checking"),
        Stage::Render => text!("生成", "rendering"),
        Stage::Write => text!("写入", "writing"),
        Stage::Done => text!("合计", "in all"),
    }
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
        let language = session.printer.language;
        let shown = Arc::new(Mutex::new(Shown { way, late: false, stages: Vec::new(), language }));
        let (done, wait) = channel();
        let thread = (!silent).then(|| {
            let shown = Arc::clone(&shown);
            std::thread::spawn(move || lose_patience(&wait, &shown))
        });
        Self { shown, done: Some(done), thread }
    }

    /// Removes what moved, and answers how long each stage took.
    pub fn finish(mut self) -> Vec<Timing> {
        self.stop();
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown
            .stages
            .windows(2)
            .map(|pair| Timing { stage: pair[0].0, took: pair[1].1.saturating_duration_since(pair[0].1) })
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

impl Watch for Progress {
    #[expect(clippy::disallowed_methods, reason = "the command line measures time")]
    fn stage(&self, stage: Stage) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.stages.push((stage, Instant::now()));
        if shown.late && stage != Stage::Done {
            shown.tell();
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
        let Some((stage, _)) = self.stages.last() else { return };
        let name = name(*stage);
        let name = name.in_language(self.language);
        match &self.way {
            Way::Moving(bar) => bar.set_message(format!("{name}…")),
            Way::Lines => {
                let _ = writeln!(std::io::stderr(), "{name}…");
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
    let all = Timing { stage: Stage::Done, took: timings.iter().map(|timing| timing.took).sum() };
    let unit = text!("毫秒", "ms");
    let rows = timings.iter().chain([&all]);
    rows.map(|timing| {
        let (name, unit) = (name(timing.stage), unit.in_language(language));
        format!("{:>10.1} {unit}  {}\n", milliseconds(timing), name.in_language(language))
    })
    .collect()
}

/// The timings as one object: stage to milliseconds.
pub(super) fn json(timings: &[Timing]) -> serde_json::Value {
    let entries = timings.iter().map(|timing| {
        (name(timing.stage).in_language(Language::En).to_owned(), serde_json::Value::from(milliseconds(timing)))
    });
    serde_json::json!({ "timings": entries.collect::<serde_json::Map<_, _>>() })
}

fn milliseconds(timing: &Timing) -> f64 {
    timing.took.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_measured_in_their_order() {
        let progress = Progress::start(&Session::new(Language::En));
        for stage in [Stage::Load, Stage::Render, Stage::Done] {
            progress.stage(stage);
        }
        let stages: Vec<Stage> = progress.finish().iter().map(|timing| timing.stage).collect();
        assert_eq!(stages, [Stage::Load, Stage::Render]);
    }

    #[test]
    fn the_table_adds_up() {
        let timing = |stage, microseconds| Timing { stage, took: Duration::from_micros(microseconds) };
        let timings = [timing(Stage::Load, 1500), timing(Stage::Write, 12_340)];
        assert_eq!(
            table(&timings, Language::En),
            "       1.5 ms  reading\n      12.3 ms  writing\n      13.8 ms  in all\n"
        );
        assert!(table(&[], Language::Zh).ends_with("0.0 毫秒  合计\n"));
        assert_eq!(json(&timings).to_string(), r#"{"timings":{"reading":1.5,"writing":12.34}}"#);
    }
}
