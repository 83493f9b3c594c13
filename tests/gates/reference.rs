//! The reference site, built once for all gates by the program itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use crate::process;

/// A built site.
pub struct Built {
    pub folder: PathBuf,
    /// Where absolute addresses of the site begin, without a slash at the end.
    pub base_url: String,
    /// Every file, relative to the folder, with forward slashes, sorted.
    pub files: Vec<String>,
}

impl Built {
    pub fn pages(&self) -> impl Iterator<Item = &String> {
        self.files.iter().filter(|path| path.rsplit_once('.').is_some_and(|(_, ending)| ending == "html"))
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

/// The site as its configuration has it.
pub static SITE: LazyLock<Built> = LazyLock::new(|| build("reference", None));

/// The site as it is built for a folder of a server.
pub static SITE_BELOW: LazyLock<Built> =
    LazyLock::new(|| build("reference-below", Some("https://www.example.org/sub/path")));

fn build(name: &str, base_url: Option<&str>) -> Built {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Not a folder with a random name: after a failure one wants to look at it.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the last build can be removed");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_xinfeng"));
    command.args(["build", "--lang", "en", "--root"]).arg(root).arg("--output").arg(&folder);
    if let Some(base_url) = base_url {
        command.args(["--base-url", base_url]);
    }
    process::run_well(&mut command, Duration::from_mins(2));
    let configuration = fs::read_to_string(root.join("xinfeng.toml")).expect("the reference site has a configuration");
    let configuration: toml::Table = configuration.parse().expect("the configuration is TOML");
    let base_url = base_url.or(configuration["base_url"].as_str()).expect("the reference site has an address");
    let mut files: Vec<String> = walkdir::WalkDir::new(&folder)
        .into_iter()
        .map(|entry| entry.expect("the output can be walked"))
        .filter(|entry| entry.file_type().is_file() && !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| entry.path().strip_prefix(&folder).expect("inside").to_string_lossy().into_owned())
        .collect();
    files.sort();
    Built { folder, base_url: base_url.trim_end_matches('/').to_owned(), files }
}
