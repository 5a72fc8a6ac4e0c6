//! The `comity` command.

use std::process::ExitCode;

/// Gives memory back once a large query is done, and serves many threads at once.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    comity::cli::main()
}
