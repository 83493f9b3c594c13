//! The program: it hands its arguments to the library and ends with the exit status that it is told.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A build makes and drops many small values on all cores at once; most systems' own allocators are slower at that.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    xinfeng::cli::main()
}
