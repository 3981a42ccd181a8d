//! The shapes in which services give out their secrets.
//!
//! Facts from the rules of gitleaks 8 (`config/gitleaks.toml`, <https://github.com/gitleaks/gitleaks>, MIT), with
//! lower bounds where a text may have been cut. A shape alone is not enough: see [`looks_made_up`].

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// Characters of a line of a key, at least.
const LINE: usize = 60;

/// Whose secret, and how it looks.
const SHAPES: &[(&str, &str)] = &[
    ("GitHub", r"(?:gh[opusr]|github_pat)_\w{16,}"),
    (
        "GitLab",
        r"gl(?:pat|ptt|rt|dt|cbt|agent|soat|ft|imt|oas|ffct)-[\w-]{16,}",
    ),
    ("Slack", r"xox[a-z](?:\.xox[a-z])?-[\w-]{10,}"),
    ("Slack app", r"xapp-[\w-]{10,}"),
    (
        "Slack webhook",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[\w/+-]{20,}",
    ),
    (
        "Discord webhook",
        r"discord(?:app)?\.com/api/webhooks/[\w/-]{20,}",
    ),
    ("AWS", r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}"),
    ("Google", r"(?:AIza[\w-]{30,}|GOCSPX-[\w-]{20,}|ya29\.[\w-]{20,})"),
    ("Stripe", r"(?:[sr]k_(?:live|test|prod)|whsec)_[A-Za-z0-9]{10,}"),
    ("npm", r"npm_[A-Za-z0-9]{30,}"),
    ("PyPI", r"pypi-AgE[\w-]{20,}"),
    ("RubyGems", r"rubygems_[0-9a-f]{40,}"),
    ("crates.io", r"cio[A-Za-z0-9]{32}\b"),
    ("Docker", r"dckr_[op]at_[\w-]{20,}"),
    ("OpenAI, Anthropic", r"sk-[\w-]{20,}"),
    ("Hugging Face", r"(?:hf|api_org)_[A-Za-z]{34}"),
    ("Vault", r"hv[sbr]\.[\w-]{20,}"),
    ("DigitalOcean", r"do[opr]_v1_[0-9a-f]{40,}"),
    ("Shopify", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    ("SendGrid", r"SG\.[\w.-]{40,}"),
    ("Square", r"sq0[a-z]{3}-[\w-]{20,}"),
    ("Telegram", r"\d{5,16}:A[\w-]{34}"),
    ("Twilio", r"SK[0-9a-f]{32}"),
    ("Databricks", r"dapi[0-9a-f]{32}"),
    ("Doppler", r"dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,}"),
    ("Linear", r"lin_(?:api|oauth)_[A-Za-z0-9]{32,}"),
    ("Notion", r"ntn_[A-Za-z0-9]{40,}"),
    ("New Relic", r"NR(?:AK|II|IQ|JS)-[A-Z0-9]{19,}"),
    ("Grafana", r"gl(?:sa|c)_[\w+/=-]{32,}"),
    ("Postman", r"PMAK-[\w-]{40,}"),
    ("Pulumi", r"pul-[0-9a-f]{40}"),
    ("Sentry", r"sntry[su]_[\w+/=-]{40,}"),
    ("Atlassian", r"AT[AC]TT3[\w=-]{40,}"),
    ("PlanetScale", r"pscale_(?:tkn|pw|oauth)_[\w=.-]{32,}"),
    ("Tailscale", r"tskey-[a-z]+-[\w-]{16,}"),
    ("age", r"AGE-SECRET-KEY-1[0-9A-Z]{50,}"),
    ("Alibaba", r"LTAI[A-Za-z0-9]{12,20}\b"),
    ("Terraform", r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{50,}"),
    ("Mailchimp", r"[0-9a-f]{32}-us\d{1,2}\b"),
    ("JSON web token", r"eyJ[\w-]+\.eyJ[\w-]*(?:\.[\w-]*)?"),
    ("HTTP header", r"(?i:bearer|basic) +[A-Za-z0-9._~+/-]{20,}=*"),
    // A line of a key without the header that named it: LINE characters or more.
    ("base64", r"[A-Za-z0-9+/]{60,}={0,2}"),
];

/// Where the first secret lies that has such a shape.
pub(super) fn find(text: &str) -> Option<Range<usize>> {
    static ALL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let shapes: Vec<_> = SHAPES.iter().map(|(_, shape)| *shape).collect();
        Regex::new(&format!(r"(?-u)(?:\b|_)(?:{})", shapes.join("|"))).ok()
    });
    // The tests hold every shape, so that one which cannot be read is seen there.
    let mut found = ALL.as_ref()?.find_iter(text);
    found
        .find(|found| looks_made_up(found.as_str()))
        .map(|found| found.range())
}

/// Whether no one would write it by hand: `sk-learn-based-pipelines` has the shape of a key and is none.
fn looks_made_up(text: &str) -> bool {
    let is_line = text.len() >= LINE
        && text
            .chars()
            .all(|each| each.is_ascii_alphanumeric() || "+/=".contains(each));
    if is_line {
        // `Owner/Repo/commit/` and a digest is a path: its steps are words, or have no capitals.
        let mixed = text.split('/').filter(|step| sorts(step) == 3);
        mixed.map(str::len).sum::<usize>() >= LINE / 2
    } else {
        sorts(text) >= 2
    }
}

/// How many of capitals, small letters and digits there are.
fn sorts(text: &str) -> usize {
    let sorts: [fn(&char) -> bool; 3] = [
        char::is_ascii_uppercase,
        char::is_ascii_lowercase,
        char::is_ascii_digit,
    ];
    sorts
        .into_iter()
        .filter(|belongs| text.chars().any(|character| belongs(&character)))
        .count()
}
