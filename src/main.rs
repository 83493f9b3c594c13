//! The program: it hands its arguments to the library and ends with the exit status that it is told.

use std::process::ExitCode;

fn main() -> ExitCode {
    xinfeng::cli::main()
}
