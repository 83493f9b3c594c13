//! What a long run shows while it works: a line that moves on a terminal, plain lines elsewhere, and nothing for
//! what takes less than a second. It also measures, for `--timings`.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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
    /// A line that moves, and where to draw it once it is wanted.
    Moving(ProgressBar, Option<ProgressDrawTarget>),
    Lines(Box<dyn Write + Send>),
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
            Way::moving(ProgressDrawTarget::stderr())
        } else {
            Way::Lines(Box::new(std::io::stderr()))
        };
        Self::show(way, session.printer.language, PATIENCE)
    }

    fn show(way: Way, language: Language, patience: Duration) -> Self {
        let silent = matches!(way, Way::Silent);
        let shown = Arc::new(Mutex::new(Shown { way, late: false, stages: Vec::new(), language }));
        let (done, wait) = channel();
        let thread = (!silent).then(|| {
            let shown = Arc::clone(&shown);
            std::thread::spawn(move || lose_patience(&wait, patience, &shown))
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
        if let Way::Moving(bar, _) = &self.shown.lock().unwrap_or_else(PoisonError::into_inner).way {
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

impl Way {
    fn moving(target: ProgressDrawTarget) -> Self {
        // Of a bar with a length indicatif shows no words.
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self::Moving(bar.with_style(ProgressStyle::default_spinner()), Some(target))
    }
}

impl Shown {
    fn tell(&mut self) {
        let Some((stage, _)) = self.stages.last() else { return };
        let name = name(*stage);
        let name = name.in_language(self.language);
        match &mut self.way {
            Way::Moving(bar, _) => bar.set_message(format!("{name}…")),
            Way::Lines(out) => {
                let _ = writeln!(out, "{name}…");
            }
            Way::Silent => {}
        }
    }
}

fn lose_patience(wait: &Receiver<()>, patience: Duration, shown: &Mutex<Shown>) {
    if wait.recv_timeout(patience) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    {
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.late = true;
        shown.tell();
        if let Way::Moving(bar, target) = &mut shown.way
            && let Some(target) = target.take()
        {
            bar.set_draw_target(target);
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

    /// What is written goes to whoever waits for it.
    #[derive(Clone, Debug)]
    struct Heard(Sender<String>);

    impl Write for Heard {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let _ = self.0.send(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// A terminal of eighty columns.
    impl indicatif::TermLike for Heard {
        fn width(&self) -> u16 {
            80
        }

        fn move_cursor_up(&self, _: usize) -> std::io::Result<()> {
            Ok(())
        }

        fn move_cursor_down(&self, _: usize) -> std::io::Result<()> {
            Ok(())
        }

        fn move_cursor_right(&self, _: usize) -> std::io::Result<()> {
            Ok(())
        }

        fn move_cursor_left(&self, _: usize) -> std::io::Result<()> {
            Ok(())
        }

        fn write_line(&self, text: &str) -> std::io::Result<()> {
            self.write_str(text)
        }

        fn write_str(&self, text: &str) -> std::io::Result<()> {
            let _ = self.0.send(text.to_owned());
            Ok(())
        }

        fn clear_line(&self) -> std::io::Result<()> {
            Ok(())
        }

        fn flush(&self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// Waits until a text has been written.
    fn hear(heard: &Receiver<String>, wanted: &str) {
        let mut all = String::new();
        while !all.contains(wanted) {
            assert!(all.len() < 100_000, "{wanted} is not in {all}");
            all += &heard.recv_timeout(Duration::from_mins(1)).unwrap_or_else(|_| panic!("{wanted} is not in {all}"));
        }
    }

    #[test]
    fn what_takes_long_is_told_in_lines_and_on_a_terminal() {
        for is_terminal in [false, true] {
            let (send, heard) = channel();
            let way = if is_terminal {
                Way::moving(ProgressDrawTarget::term_like(Box::new(Heard(send))))
            } else {
                Way::Lines(Box::new(Heard(send)))
            };
            let progress = Progress::show(way, Language::Zh, Duration::ZERO);
            progress.stage(Stage::Load);
            hear(&heard, "读取…");
            progress.stage(Stage::Render);
            hear(&heard, "生成…");
            progress.stage(Stage::Done);
            progress.finish();
        }
    }

    #[test]
    fn what_is_soon_done_goes_unmentioned() {
        let (send, heard) = channel();
        let progress = Progress::show(Way::Lines(Box::new(Heard(send))), Language::Zh, Duration::from_hours(1));
        for stage in [Stage::Load, Stage::Render, Stage::Done] {
            progress.stage(stage);
        }
        progress.finish();
        assert_eq!(heard.iter().collect::<Vec<_>>(), [""; 0]);
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
