//! Trees and commits, made in the object database alone: no index, no files, no reference.

use git2::{
    Commit, DiffOptions, FileMode, ObjectType, Oid, Patch, Repository, Signature, Time, Tree, TreeWalkMode,
    TreeWalkResult, build::TreeUpdateBuilder,
};
use jiff::Timestamp;

use crate::layout::{Page, Present, Shelf};

/// Who a commit is by, and when.
#[derive(Clone, Debug)]
pub(crate) struct Author<'a> {
    pub(crate) name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) at: Timestamp,
}

/// The difference that pages make to a branch.
pub(crate) struct Plan {
    /// The tip it is made on; nothing in an empty repository.
    tip: Option<Oid>,
    /// The pages that are not there yet, byte for byte.
    pub(crate) changes: Vec<Page>,
}

/// The files below a shelf's folder that it needs to know.
pub(crate) fn present(
    repository: &Repository,
    tip: Option<Oid>,
    shelf: &Shelf,
) -> Result<Present, git2::Error> {
    let mut files = Present::new();
    let Some(tip) = tip else { return Ok(files) };
    let mut wanted = Vec::new();
    repository
        .find_commit(tip)?
        .tree()?
        .walk(TreeWalkMode::PreOrder, |folder, entry| {
            let Ok(name) = entry.name() else {
                return TreeWalkResult::Skip;
            };
            let path = format!("{folder}{name}");
            match entry.kind() {
                Some(ObjectType::Tree) if !leads_to(&path, shelf.folder()) => TreeWalkResult::Skip,
                Some(ObjectType::Blob) if is_file(entry.filemode()) && lies_in(&path, shelf.folder()) => {
                    wanted.push((path, entry.id()));
                    TreeWalkResult::Ok
                }
                _ => TreeWalkResult::Ok,
            }
        })?;
    for (path, id) in wanted.into_iter().filter(|(path, _)| shelf.needs(path)) {
        files.insert(path, repository.find_blob(id)?.content().to_vec());
    }
    Ok(files)
}

impl Plan {
    /// What of these pages is not at a tip yet.
    pub(crate) fn new(
        repository: &Repository,
        tip: Option<Oid>,
        pages: Vec<Page>,
    ) -> Result<Self, git2::Error> {
        let tree = tree_at(repository, tip)?;
        let mut changes = Vec::new();
        for page in pages {
            let id = Oid::hash_object(ObjectType::Blob, &page.content)?;
            let is_there = tree
                .get_path(page.path.as_ref())
                .is_ok_and(|entry| entry.id() == id && is_file(entry.filemode()));
            if !is_there {
                changes.push(page);
            }
        }
        Ok(Self { tip, changes })
    }

    /// Makes the commit. Nothing refers to it yet.
    pub(crate) fn commit(
        &self,
        repository: &Repository,
        author: &Author<'_>,
        message: &str,
    ) -> Result<Oid, git2::Error> {
        let signature = Signature::new(author.name, author.email, &Time::new(author.at.as_second(), 0))?;
        let tree = repository.find_tree(self.write(repository)?)?;
        let parent = self.tip.map(|tip| repository.find_commit(tip)).transpose()?;
        let parents: Vec<&Commit<'_>> = parent.iter().collect();
        repository.commit(None, &signature, &signature, message, &tree, &parents)
    }

    /// The difference as one unified diff for each file, as `git diff` would show it. Everything is computed in
    /// memory: the repository stays as it is.
    pub(crate) fn diffs(&self, repository: &Repository) -> Result<Vec<(String, String)>, git2::Error> {
        // Above the backends of libgit2, which have the priorities 1 and 2.
        let odb = repository.odb()?;
        let memory = odb.add_new_mempack_backend(1000)?;
        let before = tree_at(repository, self.tip)?;
        let after = repository.find_tree(self.write(repository)?)?;
        let mut options = DiffOptions::new();
        let diff = repository.diff_tree_to_tree(Some(&before), Some(&after), Some(&mut options))?;
        let mut diffs = Vec::new();
        for (number, delta) in diff.deltas().enumerate() {
            let path = delta.new_file().path_bytes().unwrap_or_default();
            let text = match Patch::from_diff(&diff, number)? {
                Some(mut patch) => String::from_utf8_lossy(&patch.to_buf()?).into_owned(),
                None => String::from("Binary files differ\n"),
            };
            diffs.push((String::from_utf8_lossy(path).into_owned(), text));
        }
        memory.reset()?;
        Ok(diffs)
    }

    fn write(&self, repository: &Repository) -> Result<Oid, git2::Error> {
        let mut update = TreeUpdateBuilder::new();
        for page in &self.changes {
            update.upsert(
                page.path.as_str(),
                repository.blob(&page.content)?,
                FileMode::Blob,
            );
        }
        update.create_updated(repository, &tree_at(repository, self.tip)?)
    }
}

fn tree_at(repository: &Repository, tip: Option<Oid>) -> Result<Tree<'_>, git2::Error> {
    match tip {
        Some(tip) => repository.find_commit(tip)?.tree(),
        None => repository.find_tree(repository.treebuilder(None)?.write()?),
    }
}

fn is_file(mode: i32) -> bool {
    mode == i32::from(FileMode::Blob) || mode == i32::from(FileMode::BlobExecutable)
}

/// Whether a folder lies on the way to another one, or below it.
fn leads_to(path: &str, folder: &str) -> bool {
    lies_in(folder, path) || lies_in(path, folder) || path == folder
}

fn lies_in(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}
