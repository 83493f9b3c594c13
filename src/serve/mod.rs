//! The preview: watches the site, renders the page that a browser asks for, and tells browsers when to look again.
//!
//! Answers exactly what a build would write; with reload on, one script element more. Knows nothing of the site beyond
//! [`pipeline`](crate::pipeline).

mod error_page;
mod host;
mod respond;
mod watch;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use tokio::sync::watch as channel;

pub use host::addresses;

use crate::diagnostic::{Findings, Language, arrange};
use crate::pipeline::{self, Listing, Loaded, Project};

/// How to serve.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub host: IpAddr,
    /// The first port to try; 0 takes any free one.
    pub port: u16,
    pub reload: Reload,
    /// The language of the error page.
    pub language: Language,
}

/// Whether pages look again by themselves when something changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reload {
    On,
    Off,
}

/// Told after the first load and after each change, with what was found.
pub type OnLoad = Box<dyn Fn(&Loaded, &Findings) + Send + Sync>;

/// The site as last loaded, with what is known to be wrong with it.
#[derive(Debug)]
struct Current {
    loaded: Arc<Loaded>,
    /// What the checks said last.
    checked: Findings,
    /// With what was found while loading.
    findings: Findings,
    /// Rises when pages may look otherwise than before.
    version: u64,
}

impl Current {
    fn new(loaded: Arc<Loaded>, checked: Findings, version: u64) -> Self {
        let mut findings = loaded.findings.clone();
        findings.extend(checked.iter().cloned());
        arrange(&mut findings);
        Self { loaded, checked, findings, version }
    }

    /// The site right after it was loaded again. The checks look through the whole of it; until they have, what they said
    /// before stands, and a page is shown as soon as it can be.
    fn after(&self, loaded: Loaded) -> Self {
        Self::new(Arc::new(loaded), self.checked.clone(), self.version + 1)
    }

    /// The same with what the checks say now. Errors take the place of pages, so that others make a version of their own.
    fn checked(&self) -> Self {
        let checked = pipeline::checks(&self.loaded);
        let next = Self::new(self.loaded.clone(), checked, self.version);
        let errors = |current: &Self| -> Findings {
            current.findings.iter().filter(|finding| finding.is_error()).cloned().collect()
        };
        let is_same = errors(&next) == errors(self);
        Self { version: self.version + u64::from(!is_same), ..next }
    }
}

/// What requests share.
struct Preview {
    project: Project,
    options: Options,
    /// Replaced as a whole by the watcher; a request holds the one that it began with.
    current: RwLock<Arc<Current>>,
    /// That of the current load; browsers wait for it to change.
    version: channel::Sender<u64>,
}

impl Preview {
    fn current(&self) -> Arc<Current> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a load in the place of the one before.
    fn replace(&self, current: Current) -> Arc<Current> {
        let current = Arc::new(current);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = current.clone();
        self.version.send_replace(current.version);
        current
    }
}

/// A preview that has its port and has loaded the site once.
pub struct Server {
    listener: TcpListener,
    preview: Arc<Preview>,
    on_load: OnLoad,
}

/// How many ports are tried after the first.
const PORTS: u16 = 20;

/// Takes a port and loads the site.
///
/// # Errors
/// No port could be had.
pub fn bind(project: Project, options: Options, on_load: OnLoad) -> io::Result<Server> {
    let listener = listen(options)?;
    let loaded = pipeline::load_listed(&project, Listing::walk(&project.root), None);
    let checked = pipeline::checks(&loaded);
    let current = Current::new(Arc::new(loaded), checked, 1);
    on_load(&current.loaded, &current.findings);
    let version = current.version;
    let preview = Arc::new(Preview {
        project,
        options,
        current: RwLock::new(Arc::new(current)),
        version: channel::Sender::new(version),
    });
    Ok(Server { listener, preview, on_load })
}

fn listen(options: Options) -> io::Result<TcpListener> {
    let last = if options.port == 0 { 0 } else { options.port.saturating_add(PORTS) };
    let mut result = Err(io::Error::from(io::ErrorKind::AddrInUse));
    for port in options.port..=last {
        result = TcpListener::bind(SocketAddr::new(options.host, port));
        match &result {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            _ => break,
        }
    }
    result
}

impl Server {
    pub fn port(&self) -> io::Result<u16> {
        Ok(self.listener.local_addr()?.port())
    }

    /// The path at which the site is mounted: that of `base_url`, with a slash at its end.
    pub fn path(&self) -> String {
        format!("{}/", respond::mount(&self.preview.current().loaded))
    }

    /// Serves until Ctrl-C.
    ///
    /// # Errors
    /// The machine refused a thread or a socket.
    pub fn run(self) -> io::Result<()> {
        let Self { listener, preview, on_load } = self;
        let watcher = watch::start(preview.clone(), on_load)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let result = runtime.block_on(async {
            listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let router = Router::new().fallback(respond::respond).with_state(preview);
            tokio::select! {
                served = axum::serve(listener, router) => served,
                interrupted = tokio::signal::ctrl_c() => interrupted,
            }
        });
        // Browsers hold connections open to be told of changes; they are not waited for.
        runtime.shutdown_background();
        drop(watcher);
        result
    }
}
