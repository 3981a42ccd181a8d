//! Who may ask, from where, and for what.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use sparky_common::{
    config::{Api, ApiToken, Role},
    telemetry::Peer,
};
use subtle::ConstantTimeEq;

use super::{ApiError, problem::Problem};

/// The fewest characters of a token: what can be guessed is none.
const SHORTEST: usize = 16;

/// So many wrong tokens of one address in a minute are answered with 401; further ones with 429.
const GUESSES: u32 = 20;
const MINUTE: Duration = Duration::from_secs(60);

/// How many addresses are watched for guessing.
const WATCHED: usize = 1024;

type Hash = [u8; 32];

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The token's name.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// One configured token.
struct Holder {
    name: String,
    role: Role,
    secret: Secret,
}

enum Secret {
    Fixed(Hash),
    /// Read again when the file changes.
    File(PathBuf, Mutex<(Option<SystemTime>, Option<Hash>)>),
}

/// Guards the API.
pub struct Access {
    holders: Vec<Holder>,
    /// The names that a request may be addressed to; nothing for any.
    hosts: Option<Vec<String>>,
    guesses: Mutex<BTreeMap<IpAddr, (Instant, u32)>>,
}

impl Access {
    /// Reads who may ask. `listen` is where the API will be served.
    ///
    /// # Errors
    /// When a token is no good, or there is none and others than this machine can connect.
    pub fn new(api: &Api, listen: &str) -> Result<Self, ApiError> {
        let local = is_loopback(listen);
        if api.tokens.is_empty() && !local {
            return Err(ApiError::Open {
                listen: listen.to_owned(),
            });
        }
        let holders = api.tokens.iter().map(holder).collect::<Result<_, _>>()?;
        let mut hosts = api.hosts.clone();
        if local {
            hosts.extend(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned));
        }
        Ok(Self {
            holders,
            hosts: Some(hosts).filter(|hosts| !hosts.is_empty()),
            guesses: Mutex::default(),
        })
    }

    /// Refuses names that are not ours (a page elsewhere can point its own name at this machine), and what a page of
    /// another origin sends.
    fn check_origin(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or_default();
        if let Some(hosts) = &self.hosts
            && !hosts
                .iter()
                .any(|known| known.eq_ignore_ascii_case(without_port(host)))
        {
            return Err(Problem::new(
                StatusCode::MISDIRECTED_REQUEST,
                "the request is addressed to another host",
            )
            .hint("name the host in `api.hosts`"));
        }
        let origin = headers
            .get(header::ORIGIN)
            .map(|origin| origin.to_str().unwrap_or_default());
        let foreign = origin.is_some_and(|origin| {
            let authority = origin
                .split_once("://")
                .map_or(origin, |(_, authority)| authority);
            !authority.eq_ignore_ascii_case(host)
        });
        let cross_site = headers
            .get("sec-fetch-site")
            .is_some_and(|site| site == "cross-site" || site == "same-site");
        if foreign || cross_site {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "pages of other origins may not use this API",
            ));
        }
        Ok(())
    }

    fn caller(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        if self.holders.is_empty() {
            return Ok(Caller {
                name: "someone on this machine".into(),
                role: Role::Admin,
            });
        }
        let token = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        let Some(token) = token else {
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "a bearer token is needed")
                .hint("send `Authorization: Bearer TOKEN`"));
        };
        let presented: Hash = Sha256::digest(token.as_bytes()).into();
        // Every token is compared, so that the time taken tells nothing.
        let mut found = None;
        for holder in &self.holders {
            if holder
                .secret
                .hash()
                .is_some_and(|hash| bool::from(hash.ct_eq(&presented)))
            {
                found = Some(Caller {
                    name: holder.name.clone(),
                    role: holder.role,
                });
            }
        }
        found.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "the token is not known"))
    }

    /// Counts a wrong token. Who guesses too often is told to stop; who has a good one is never locked out, since many
    /// may share an address.
    fn guessed(&self, peer: Option<IpAddr>, problem: Problem) -> Response {
        let Some(address) = peer else {
            return problem.into_response();
        };
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        guesses.retain(|_, (since, _)| now.duration_since(*since) < MINUTE);
        if guesses.len() >= WATCHED && !guesses.contains_key(&address) {
            return too_many(MINUTE);
        }
        let (since, count) = guesses.entry(address).or_insert((now, 0));
        *count += 1;
        if *count <= GUESSES {
            return problem.into_response();
        }
        too_many(MINUTE.saturating_sub(now.duration_since(*since)))
    }
}

fn too_many(wait: Duration) -> Response {
    let problem = Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too many wrong tokens from this address",
    );
    let mut response = problem.into_response();
    let seconds = HeaderValue::from(wait.as_secs().max(1));
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    response
}

impl Secret {
    fn hash(&self) -> Option<Hash> {
        match self {
            Self::Fixed(hash) => Some(*hash),
            Self::File(path, read) => {
                let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
                let changed = std::fs::metadata(path).and_then(|file| file.modified()).ok();
                if changed.is_none() || changed != read.0 {
                    let token = std::fs::read_to_string(path).ok();
                    let token = token
                        .as_deref()
                        .map(str::trim)
                        .filter(|token| token.len() >= SHORTEST);
                    *read = (
                        changed,
                        token.map(|token| Sha256::digest(token.as_bytes()).into()),
                    );
                }
                read.1
            }
        }
    }
}

fn holder(token: &ApiToken) -> Result<Holder, ApiError> {
    let wrong = |reason: &'static str| ApiError::Token {
        name: token.name.clone(),
        reason,
    };
    let (text, hash) = (token.token.expose_secret(), token.sha256.trim());
    let has_file = !token.token_file.as_os_str().is_empty();
    let secret = match (text.is_empty(), has_file, hash.is_empty()) {
        (false, false, true) if text.len() < SHORTEST => return Err(wrong("has fewer than 16 characters")),
        (false, false, true) => Secret::Fixed(Sha256::digest(text.as_bytes()).into()),
        (true, true, true) => Secret::File(token.token_file.clone(), Mutex::default()),
        (true, false, false) => {
            Secret::Fixed(unhex(hash).ok_or_else(|| wrong("has a `sha256` that is none"))?)
        }
        _ => return Err(wrong("needs exactly one of `token`, `token_file` and `sha256`")),
    };
    if matches!(secret, Secret::File(..)) && secret.hash().is_none() {
        return Err(wrong(
            "has a `token_file` that cannot be read, or holds fewer than 16 characters",
        ));
    }
    Ok(Holder {
        name: token.name.clone(),
        role: token.role,
        secret,
    })
}

fn unhex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(hash)
}

/// Whether only this machine can connect to an address.
fn is_loopback(listen: &str) -> bool {
    let host = without_port(listen);
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

/// The role that a request needs, as far as its address tells.
fn needed(method: &Method, path: &str) -> Option<Role> {
    match path {
        "/" | "/api/openapi.json" => None,
        "/api/v1/config" => Some(Role::Admin),
        _ if *method == Method::GET || *method == Method::HEAD => Some(Role::Read),
        _ => Some(Role::Operate),
    }
}

/// Lets a request through to its handler, or answers it.
pub(super) async fn guard(State(access): State<Arc<Access>>, mut request: Request, next: Next) -> Response {
    if let Err(problem) = access.check_origin(request.headers()) {
        return problem.into_response();
    }
    if let Some(role) = needed(request.method(), request.uri().path()) {
        let peer = request.extensions().get::<ConnectInfo<Peer>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.address().ip());
        match access.caller(request.headers()) {
            // Who sends no token guesses none.
            Err(problem) if !request.headers().contains_key(header::AUTHORIZATION) => {
                return problem.into_response();
            }
            Err(problem) => return access.guessed(peer, problem),
            Ok(caller) if caller.role < role => {
                let detail = format!("this needs the role `{}`", word(role));
                return Problem::new(StatusCode::FORBIDDEN, detail).into_response();
            }
            Ok(caller) => request.extensions_mut().insert(caller),
        };
    }
    next.run(request).await
}

/// The role's name in the configuration.
pub(super) fn word(role: Role) -> &'static str {
    match role {
        Role::Read => "read",
        Role::Operate => "operate",
        Role::Admin => "admin",
    }
}
