//! Doing a plan, a part or the join of a collection.

use std::{collections::BTreeMap, sync::Arc};

use sparky_common::{
    messages::{TaskOutcome, TaskSpec, Work},
    model::{ArtifactRef, Measure, RunRequest, SourceRef},
    period::Period,
    worker::TaskContext,
};

use super::{
    kept::Kept,
    plan::{CollectionPlan, Share, divide},
    seal::Sealer,
};
use crate::{
    collect,
    discover::{Discovery, Missed},
    error::{CollectError, TaskError, chain},
    github::Campaign,
    part::Part,
    people::Account,
    service::Collector,
    snapshot::{self, Heading, failed, unknown},
    spool::Spool,
};

impl Collector {
    /// Does any task of the phase.
    pub(crate) async fn work(
        &self,
        task: &TaskSpec,
        context: &TaskContext,
    ) -> Result<TaskOutcome, TaskError> {
        let request = &task.request;
        match &task.work {
            Work::Whole => self.whole(request, context).await,
            Work::Plan { at_most } => self.plan(request, *at_most, context).await,
            Work::Part { plan } => self.part(request, plan, &task.id.part, context).await,
            Work::Join { plan, parts, missing } => self.join(request, plan, parts, missing, context).await,
        }
    }

    async fn plan(
        &self,
        request: &RunRequest,
        at_most: u32,
        context: &TaskContext,
    ) -> Result<TaskOutcome, TaskError> {
        context.progress(0, 1, "looking for repositories");
        let sources = self.sources(request)?;
        let survey = self.survey(sources, context).await?;
        let organisation =
            self.organisation(request, sources, &survey.discovery.found, survey.owner.as_deref());
        let missed = survey.discovery.missed.iter();
        let local = Share {
            owner: None,
            names: survey
                .discovery
                .found
                .iter()
                .map(|found| found.name.clone())
                .collect(),
        };
        let shares: Vec<Share> = [local].into_iter().chain(survey.hosted).collect();
        let plan = CollectionPlan {
            organisation,
            over: self.is_over(request.period),
            missed: missed
                .map(|missed| (missed.name.clone(), chain(&missed.error)))
                .collect(),
            parts: divide(&shares, at_most),
        };
        let artifact = self
            .store
            .put_json(&name(request.period, "plan.json"), &plan)
            .await?;
        let parts: Vec<String> = plan.parts.into_keys().collect();
        context.progress(1, 1, "");
        Ok(TaskOutcome {
            // One part is no use in being told apart from the whole.
            parts: if parts.len() > 1 { parts } else { Vec::new() },
            ..TaskOutcome::new(artifact, Vec::new())
        })
    }

    async fn part(
        &self,
        request: &RunRequest,
        plan: &ArtifactRef,
        part: &str,
        context: &TaskContext,
    ) -> Result<TaskOutcome, TaskError> {
        let plan: CollectionPlan = self.store.get_json(plan).await?;
        let shares = plan.parts.get(part).map_or(&[][..], Vec::as_slice);
        let spool = self.spool();
        let (collected, accounts) = self.collect_shares(request, shares, &spool, context).await?;
        let found = Measure {
            name: "repositories".into(),
            value: collected.len() as f64,
            details: Vec::new(),
        };
        let name = name(request.period, &format!("{part}.sealed"));
        let content =
            serde_json::to_vec(&Kept::new(collected, &spool, accounts)?).map_err(TaskError::Part)?;
        let sealed = self.sealer()?.seal(part, content)?;
        let artifact = self.store.put(&name, sealed.into()).await?;
        Ok(TaskOutcome::new(artifact, vec![found]))
    }

    /// Collects the repositories of some shares. One that is gone since the plan was made is named as failed.
    async fn collect_shares(
        &self,
        request: &RunRequest,
        shares: &[Share],
        spool: &Arc<Spool>,
        context: &TaskContext,
    ) -> Result<(Vec<Part>, Vec<Account>), TaskError> {
        let scope = self.scope(request.period);
        let mut discovery = Discovery::default();
        let mut campaigns: Vec<Campaign> = Vec::new();
        let mut lost = Vec::new();
        for share in shares {
            let (mut missing, mut why) = (
                share.names.clone(),
                "it is gone since the run was planned".to_owned(),
            );
            match &share.owner {
                None => {
                    let found = self.local(self.sources(request)?.to_vec()).await?.found;
                    discovery.found = found
                        .into_iter()
                        .filter(|found| missing.remove(&found.name))
                        .collect();
                }
                Some(SourceRef::GitHub { name, via }) => {
                    let selection = self.settings.selection.clone().only(share.names.clone());
                    match self.campaign(name, *via, &selection, &scope, context).await? {
                        Ok(campaign) => {
                            campaign.names().for_each(|name| {
                                missing.remove(name);
                            });
                            campaigns.push(campaign);
                        }
                        Err(error) => why = chain(&error),
                    }
                }
                Some(_) => {}
            }
            lost.extend(missing.into_iter().map(|name| failed(unknown(name), why.clone())));
        }
        let mut collected = collect::all(&self.crew, discovery, &campaigns, &scope, spool, context).await?;
        let mut accounts = Vec::new();
        for campaign in &campaigns {
            accounts.extend(campaign.finish(&mut collected).await);
        }
        for lost in lost {
            collected.push(Part::lay_aside(lost, spool)?);
        }
        Ok((collected, accounts))
    }

    async fn join(
        &self,
        request: &RunRequest,
        plan: &ArtifactRef,
        parts: &BTreeMap<String, ArtifactRef>,
        missing: &BTreeMap<String, String>,
        context: &TaskContext,
    ) -> Result<TaskOutcome, TaskError> {
        let plan: CollectionPlan = self.store.get_json(plan).await?;
        let spool = self.spool();
        let (mut collected, mut accounts) = (Vec::new(), Vec::new());
        for (number, (part, artifact)) in parts.iter().enumerate() {
            context.progress(number as u64, parts.len() as u64, format!("part {part}"));
            let sealed = self.store.get(artifact).await?;
            let content = self.sealer()?.open(part, &sealed)?;
            let kept: Kept = serde_json::from_slice(&content).map_err(TaskError::Part)?;
            let (repositories, found) = kept.lay_aside(&spool)?;
            collected.extend(repositories);
            accounts.extend(found);
        }
        let nowhere = plan.missed.iter().map(|(name, why)| (name, why));
        let lost = missing.iter().flat_map(|(part, why)| {
            let shares = plan.parts.get(part).into_iter().flatten();
            shares.flat_map(|share| &share.names).map(move |name| (name, why))
        });
        for (name, why) in nowhere.chain(lost) {
            let known = failed(unknown(name.clone()), why.clone());
            collected.push(Part::lay_aside(known, &spool)?);
        }
        accounts.sort_unstable();
        accounts.dedup();
        let heading = Heading {
            organisation: plan.organisation,
            over: plan.over,
            ..self.heading(request)
        };
        let bots = &self.settings.bots;
        self.keep(snapshot::build(heading, collected, spool, &accounts, bots))
            .await
    }

    fn sealer(&self) -> Result<&Sealer, TaskError> {
        self.sealer.as_ref().ok_or(TaskError::NoKey)
    }
}

/// What a survey of the sources found.
pub(crate) struct Survey {
    /// What git finds, and everything that leads nowhere.
    pub(crate) discovery: Discovery,
    /// What GitHub lists.
    pub(crate) hosted: Vec<Share>,
    /// What the only owner calls itself.
    pub(crate) owner: Option<String>,
}

impl Collector {
    /// Finds every repository without asking what happened in it.
    async fn survey(&self, sources: &[SourceRef], context: &TaskContext) -> Result<Survey, TaskError> {
        let mut survey = Survey {
            discovery: self.local(sources.to_vec()).await?,
            hosted: Vec::new(),
            owner: None,
        };
        let mut owners = Vec::new();
        for source in sources {
            let SourceRef::GitHub { name, via } = source else {
                continue;
            };
            match self.look_at(name, *via, context).await? {
                Ok(found) => {
                    owners.push(found.owner_name.clone());
                    let hidden = found.unreadable.clone().map(|(count, why)| Missed {
                        name: format!("{name} (hidden repositories)"),
                        error: CollectError::Hidden { count, why },
                    });
                    survey.discovery.missed.extend(hidden);
                    let names = found.repositories.into_iter().map(|facts| facts.name_with_owner);
                    survey.hosted.push(Share {
                        owner: Some(source.clone()),
                        names: names.collect(),
                    });
                }
                Err(error) => survey.discovery.missed.push(Missed {
                    name: name.clone(),
                    error: error.into(),
                }),
            }
        }
        let is_empty =
            survey.discovery.found.is_empty() && survey.hosted.iter().all(|share| share.names.is_empty());
        if is_empty {
            return Err(TaskError::nothing(survey.discovery.into_first_miss()));
        }
        if let [only] = &mut owners[..] {
            survey.owner = only.take();
        }
        Ok(survey)
    }
}

/// The name of what a task of a period's collection makes.
fn name(period: Period, what: &str) -> String {
    format!("parts/collect/{}/{period}/{what}", period.kind())
}
