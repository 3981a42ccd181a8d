//! `sparky verify`.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use serde_json::json;
use sparky_common::{
    artifact::ArtifactStore,
    config::Flag,
    model::{ArtifactRef, DocumentFormat, Insights, Sidecar, Snapshot},
    period::Period,
};
use sparky_generator::verify::{
    Finding, Materials, format_of, listed, verify as check, verify_feed, verify_picture,
};

use crate::{
    cli::VerifyArgs,
    context::{self, Context},
    error::CommandError,
    exit::Exit,
};

/// Checks a document against the evidence beside it, and the evidence against the collected data where that is
/// still there.
pub async fn verify(arguments: &VerifyArgs, context: &Context) -> Result<Exit, CommandError> {
    let folder = arguments.data_dir.as_ref();
    let flags =
        folder.map(|folder| Flag::new("storage.data_dir", folder.display().to_string(), "--data-dir"));
    let config = context.load_quiet(flags.into_iter().collect())?;

    let (format, evidence) = places(&arguments.file)?;
    if matches!(format, DocumentFormat::Atom | DocumentFormat::Rss) {
        return feed(arguments, format);
    }
    let sidecar: Sidecar = serde_json::from_str(&read(&evidence)?)
        .with_context(|| format!("`{}` is no evidence of this version", evidence.display()))
        .map_err(CommandError::failed)?;

    let store = context::store(&config)?;
    let insights: Option<Insights> = load(&store, &sidecar.insights).await?;
    let snapshot: Option<Snapshot> = load(&store, &sidecar.snapshot).await?;
    let materials = Materials {
        insights: insights.as_ref(),
        snapshot: snapshot.as_ref(),
    };
    let findings = if matches!(format, DocumentFormat::Svg | DocumentFormat::Png) {
        let name = arguments.file.file_name().unwrap_or_default().to_string_lossy();
        verify_picture(&name, &read_bytes(&arguments.file)?, &sidecar, insights.as_ref())
    } else {
        check(&read(&arguments.file)?, format, &sidecar, materials)
    };

    let unsupported = findings.iter().filter(|finding| !finding.is_note()).count();
    if arguments.json {
        let report = json!({
            "document": arguments.file,
            "statements": sidecar.statements.len(),
            "insights_checked": insights.is_some(),
            "snapshot_checked": snapshot.is_some(),
            "unsupported": unsupported,
            "findings": findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        });
        anstream::println!("{report:#}");
    } else {
        print(&arguments.file, &sidecar, &findings, unsupported, materials);
    }
    Ok(if unsupported == 0 {
        Exit::Succeeded
    } else {
        Exit::Failed
    })
}

/// Checks a feed against the reports beside it, which are its evidence.
fn feed(arguments: &VerifyArgs, format: DocumentFormat) -> Result<Exit, CommandError> {
    let text = read(&arguments.file)?;
    let folder = arguments.file.parent().unwrap_or(Path::new(""));
    let report = |period: Period| {
        let file = folder.join(format!("{period}{}", DocumentFormat::Json.extension()));
        Some((period, std::fs::read(file).ok()?))
    };
    let reports: BTreeMap<_, _> = listed(&text, format)
        .into_iter()
        .flatten()
        .filter_map(report)
        .collect();
    let findings = verify_feed(&text, format, &reports);
    let unsupported = findings.iter().filter(|finding| !finding.is_note()).count();
    if arguments.json {
        let report = json!({
            "document": arguments.file,
            "reports": reports.len(),
            "unsupported": unsupported,
            "findings": findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        });
        anstream::println!("{report:#}");
    } else {
        for finding in &findings {
            anstream::println!("{finding}");
        }
        conclude(
            &arguments.file,
            unsupported,
            &format!("{} reports", reports.len()),
        );
    }
    Ok(if unsupported == 0 {
        Exit::Succeeded
    } else {
        Exit::Failed
    })
}

/// The document's format, and where its evidence lies.
fn places(file: &Path) -> Result<(DocumentFormat, PathBuf), CommandError> {
    let name = file.to_string_lossy();
    let format = format_of(&name)
        .filter(|format| *format != DocumentFormat::Evidence)
        .ok_or_else(|| {
            CommandError::usage(anyhow!("`{}` is no document of Sparky's", file.display()))
                .hint("name a .md, .html, .json, .svg, .png, .txt, .atom.xml or .rss.xml file that a run has written")
        })?;
    let stem = &name[..name.len() - format.extension().len()];
    // `2025-W46.activity.svg` belongs to `2025-W46.md`.
    let stem = match stem.rsplit_once('.') {
        Some((stem, _)) if format == DocumentFormat::Svg => stem,
        _ => stem,
    };
    Ok((
        format,
        PathBuf::from(format!("{stem}{}", DocumentFormat::Evidence.extension())),
    ))
}

fn read_bytes(file: &Path) -> Result<Vec<u8>, CommandError> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read `{}`", file.display()));
    bytes.map_err(|error| CommandError::usage(error).hint("name a picture that a run has written"))
}

fn read(file: &Path) -> Result<String, CommandError> {
    std::fs::read_to_string(file)
        .with_context(|| format!("cannot read `{}`", file.display()))
        .map_err(|error| {
            CommandError::usage(error)
                .hint("a document is checked against the .evidence.json beside it: both must be there")
        })
}

/// An artifact, or nothing where it is not in this data folder any more: the document is then held against its
/// evidence alone, and the answer says so. One that is there and damaged proves nothing, and is an error.
async fn load<T: serde::de::DeserializeOwned>(
    store: &ArtifactStore,
    artifact: &ArtifactRef,
) -> Result<Option<T>, CommandError> {
    match store.get_json(artifact).await {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(CommandError::failed(error)
            .hint("take the data folder back from a backup, or make the report again with `sparky run`")),
    }
}

fn print(file: &Path, sidecar: &Sidecar, findings: &[Finding], unsupported: usize, materials: Materials<'_>) {
    for finding in findings {
        anstream::println!("{finding}");
    }
    conclude(
        file,
        unsupported,
        &format!("{} statements", sidecar.statements.len()),
    );
    if materials.insights.is_none() || materials.snapshot.is_none() {
        anstream::println!(
            "The collected data is not in this data folder, so the document was held against its evidence alone; \
             --data-dir names the folder that has it."
        );
    }
}

/// The last line: whether every claim stands, and what was looked at.
fn conclude(file: &Path, unsupported: usize, checked: &str) {
    let file = file.display();
    match unsupported {
        0 => anstream::println!("{file}: every claim is supported ({checked} checked)"),
        1 => anstream::println!("{file}: 1 claim is not supported"),
        _ => anstream::println!("{file}: {unsupported} claims are not supported"),
    }
}
