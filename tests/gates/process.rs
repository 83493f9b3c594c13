//! Other programs, run for a bounded time.

use std::io::Read;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Runs a command to its end. One that takes longer than the limit is killed, and the test fails.
pub fn run(command: &mut Command, limit: Duration) -> Output {
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{shown}: {error}; scripts/test installs what the gates need"));
    // Both pipes are read at once: a full one would stop the program.
    let stdout = reader(child.stdout.take().expect("a pipe"));
    let stderr = reader(child.stderr.take().expect("a pipe"));
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break status;
        }
        if began.elapsed() > limit {
            child.kill().expect("a child can be killed");
            child.wait().expect("a killed child ends");
            let said = String::from_utf8_lossy(&stderr.join().expect("a reader ends")).into_owned();
            panic!("{shown} did not end within {limit:?}:\n{said}");
        }
        thread::sleep(Duration::from_millis(10));
    };
    Output { status, stdout: stdout.join().expect("a reader ends"), stderr: stderr.join().expect("a reader ends") }
}

/// The output of a command that must succeed.
pub fn run_well(command: &mut Command, limit: Duration) -> Output {
    let output = run(command, limit);
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

fn reader(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // A program that is killed leaves a broken pipe; what came until then is what there is.
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}
