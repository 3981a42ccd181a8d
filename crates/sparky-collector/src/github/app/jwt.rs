//! The signed statement of an App: a JSON Web Token, RS256.

use std::path::Path;

use aws_lc_rs::{rand::SystemRandom, rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use rustls_pki_types::{PrivateKeyDer, pem::PemObject};
use serde_json::json;

use super::AppError;

/// The App's private key.
#[derive(Debug)]
pub struct AppKey(KeyPair);

impl AppKey {
    /// Reads a PEM file, PKCS#1 (as GitHub gives it) or PKCS#8.
    pub fn read(path: &Path) -> Result<Self, AppError> {
        let pem = std::fs::read(path).map_err(|source| AppError::KeyFile {
            path: path.to_owned(),
            source,
        })?;
        let unusable = || AppError::Key(path.to_owned());
        let key = match PrivateKeyDer::from_pem_slice(&pem).map_err(|_| unusable())? {
            PrivateKeyDer::Pkcs1(key) => KeyPair::from_der(key.secret_pkcs1_der()),
            PrivateKeyDer::Pkcs8(key) => KeyPair::from_pkcs8(key.secret_pkcs8_der()),
            _ => return Err(unusable()),
        };
        key.map(Self).map_err(|_| unusable())
    }

    /// The statement `I am App id`, good for nine minutes from `now` by GitHub's clock.
    pub(super) fn statement(&self, id: &str, now: Timestamp) -> Result<String, AppError> {
        let now = now.as_second();
        let encode = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = encode(json!({"alg": "RS256", "typ": "JWT"}));
        let body = encode(json!({"iat": now - 60, "exp": now + 540, "iss": id}));
        let text = format!("{head}.{body}");
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                text.as_bytes(),
                &mut signature,
            )
            .map_err(|_| AppError::Sign)?;
        Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
