"""A site as it stood in git: what is taken out of a revision, and what can't be."""

from pathlib import Path

import pytest

from statuspage.revisions import RevisionError, taken_out
from tests.repositories import committed, git, tree
from tests.sites import EMPTY, SMALL, published, write


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Let git look for a repository in the test's own folder only."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


def refusal(root: Path, revision: str = "HEAD") -> str:
    """Return what is told of a revision that can't be taken out, with its hint."""
    with pytest.raises(RevisionError) as caught, taken_out(root, revision):
        raise AssertionError("it was taken out")
    return f"{caught.value}; {caught.value.hint}"


def test_a_revision_is_taken_out_byte_for_byte(tmp_path: Path):
    """Settings, content and themes come as they were committed, Chinese names and line ends too; nothing else does."""
    text = (
        SMALL + "-- themes/mine/assets/a.css --\nb {}\r\n-- content/events/门店 演练/门店.md --\n---\r\ntitle: 演练\r\n"
    )
    root = write(tmp_path, text)
    before = published(root)
    committed(write(root, "-- output/index.html --\nbuilt\n-- letter.txt --\nDear all\n"))
    write(root, "-- content/pages/about.md --\nchanged since\n-- content/pages/new.md --\nnew\n")
    with taken_out(root, "HEAD") as folder:
        assert published(folder) == before
    assert not folder.exists()
    assert (root / "content/pages/new.md").exists()


def test_the_work_tree_and_the_index_stay_as_they_are(tmp_path: Path):
    """Looking at a revision changes nothing: what was staged is staged, what wasn't isn't."""
    root = committed(write(tmp_path, EMPTY))
    write(root, "-- content/pages/a.md --\nstaged\n-- content/pages/b.md --\nnot\n")
    git(root, "add", "content/pages/a.md")
    before = git(root, "status", "--porcelain")
    with taken_out(root, "HEAD"):
        pass
    assert git(root, "status", "--porcelain") == before


def test_a_site_may_stand_in_a_folder_of_its_repository(tmp_path: Path):
    """Below a repository's top only the site's own folder is looked at."""
    root = write(tmp_path / "teams/it 部", EMPTY + "-- content/pages/a.md --\na\n")
    write(tmp_path, "-- content/pages/other.md --\nanother site's\n-- config.toml --\n")
    committed(tmp_path)
    with taken_out(root, "HEAD") as folder:
        assert set(published(folder)) == {"config.toml", "content/pages/a.md"}


def test_old_addresses_come_with_the_settings(tmp_path: Path):
    """What a site redirects is a part of what it was made of."""
    root = committed(write(tmp_path, EMPTY + "-- redirects.txt --\na/ faq/\n-- other.txt --\nx\n"))
    with taken_out(root, "HEAD") as folder:
        assert set(published(folder)) == {"config.toml", "redirects.txt"}


def test_the_logo_comes_with_the_settings_that_name_it(tmp_path: Path):
    """The picture that config.toml names is taken out wherever it stands, and no other."""
    settings = EMPTY + '\n[appearance]\nlogo = "./brand/logo.svg"\n-- brand/logo.svg --\n<svg/>\n-- brand/b.svg --\n'
    with taken_out(committed(write(tmp_path, settings)), "HEAD") as folder:
        assert set(published(folder)) == {"config.toml", "brand/logo.svg"}


def test_settings_that_are_no_toml_are_for_their_reader_to_tell(tmp_path: Path):
    """Of what was committed broken all is taken out too: the errors are told where they are read."""
    for number, settings in enumerate(("[site", "appearance = 1\n", "appearance.logo = [1]\n", "\ufeff[site]\n")):
        root = committed(write(tmp_path / str(number), f"-- config.toml --\n{settings}"))
        with taken_out(root, "HEAD") as folder:
            assert (folder / "config.toml").read_text("utf-8") == settings


def test_links_within_the_site_stay_links(tmp_path: Path):
    """A link is a link again; one that leads to nothing is left for the reader to tell."""
    root = write(tmp_path, EMPTY + "-- content/pages/a.md --\na\n")
    (root / "content/pages/b.md").symlink_to("a.md")
    (root / "content/pages/c.md").symlink_to("nowhere.md")
    with taken_out(committed(root), "HEAD") as folder:
        assert (folder / "content/pages/b.md").readlink() == Path("a.md")
        assert (folder / "content/pages/c.md").is_symlink()


UP = "../" * 12


@pytest.mark.parametrize("target", ["/etc/passwd", f"{UP}etc/passwd", f"up/{UP}etc/passwd"])
def test_a_link_that_leads_out_is_refused(tmp_path: Path, target: str):
    """Whoever wrote the revision can't make us read other files of this machine, through another link either."""
    root = write(tmp_path, EMPTY + "-- content/pages/a.md --\na\n")
    (root / "content/pages/up").symlink_to("../faq")
    (root / "content/faq").mkdir()
    (root / "content/pages/b.md").symlink_to(target)
    told = refusal(committed(write(root, "-- content/faq/a.md --\na\n")))
    assert told == "'content/pages/b.md' is a link that leads out of the site's folder; copy what it leads to instead"


def test_content_that_is_a_link_out_is_refused(tmp_path: Path):
    """A whole folder that leads out is told, and not taken for an empty site."""
    root = write(tmp_path / "site", EMPTY)
    (tmp_path / "notices").mkdir()
    (root / "content").symlink_to(tmp_path / "notices")
    assert refusal(committed(root)).startswith("'content' is a link that leads out of the site's folder")


def test_a_submodule_is_refused(tmp_path: Path):
    """What stands in another repository isn't taken for nothing."""
    root = committed(write(tmp_path, EMPTY))
    head = git(root, "rev-parse", "HEAD").strip()
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{head},content/events")
    git(root, "commit", "--quiet", "--message", "a submodule")
    assert refusal(root).startswith("'content/events' is a submodule")


def test_a_path_that_no_checkout_would_write_is_refused(tmp_path: Path):
    """A tree that was made by hand can't write outside of the folder."""
    root = committed(write(tmp_path, EMPTY + "-- content/a.md --\na\n"))
    blob = git(root, "rev-parse", "HEAD:content/a.md").strip()
    settings = git(root, "rev-parse", "HEAD:config.toml").strip()

    inner = tree(root, f"100644 blob {blob}\tescaped.md")
    content = tree(root, f"040000 tree {inner}\t..")
    top = tree(root, f"040000 tree {content}\tcontent", f"100644 blob {settings}\tconfig.toml")
    commit = git(root, "commit-tree", "-m", "made by hand", top).strip()
    assert "is no path that git would write" in refusal(root, commit)


def test_an_unknown_revision_is_told(tmp_path: Path):
    """A slip, an option in a revision's place, and a repository without a commit get the same sentence."""
    root = committed(write(tmp_path / "one", EMPTY))
    for revision in ("mian", "--help", "HEAD..HEAD", ""):
        assert refusal(root, revision).startswith(f"unknown revision '{revision}'; name a commit, a branch or a tag")
    git(write(tmp_path / "two", EMPTY), "init", "--quiet")
    assert refusal(tmp_path / "two").startswith("unknown revision 'HEAD'")


def test_where_no_repository_is_git_says_so(tmp_path: Path):
    """Outside of a repository git's own words are told."""
    assert "not a git repository" in refusal(write(tmp_path, EMPTY))


def test_a_revision_from_before_the_site_is_told(tmp_path: Path):
    """A revision without config.toml in this folder is no site to compare with."""
    root = committed(write(tmp_path, "-- letter.txt --\n"))
    assert refusal(write(root, EMPTY)).startswith("there is no config.toml in 'HEAD' in this folder; name a revision")


def test_without_git_a_sentence_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A machine without git, and a folder that isn't there, end in a sentence."""
    assert refusal(tmp_path / "nowhere").startswith("git can't be run: No such file")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(tmp_path).startswith("git can't be run: No such file")


def test_what_git_has_lost_is_told(tmp_path: Path):
    """A blob that isn't there any more is named, instead of being taken for an empty file."""
    root = committed(write(tmp_path, EMPTY + "-- content/pages/a.md --\nlost\n"))
    name = git(root, "rev-parse", "HEAD:content/pages/a.md").strip()
    (root / ".git/objects" / name[:2] / name[2:]).unlink()
    assert refusal(root).startswith("git doesn't have what 'content/pages/a.md' held")


def test_a_name_for_two_things_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where the system refuses to write, that is told."""

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    root = committed(write(tmp_path, EMPTY))
    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert "can't be laid out: [Errno 28] No space left on device" in refusal(root)
