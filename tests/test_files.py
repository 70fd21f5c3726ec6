"""Atomic writing: the old file or the new one, and never a part."""

import os
import subprocess
import sys
import time

import pytest

from symact import files


def test_the_text_is_written_as_it_is(tmp_path):
    path = tmp_path / "a.txt"
    files.write_text(path, "σ\r\nτ\n")
    assert path.read_bytes() == "σ\r\nτ\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_permissions_of_the_old_file_are_kept_and_new_ones_follow_the_mask(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("x")
    old.chmod(0o640)
    files.write_text(old, "y")
    files.write_text(new, "z")
    mask = os.umask(0)
    os.umask(mask)
    assert old.stat().st_mode & 0o777 == 0o640
    assert new.stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_fault_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch, step):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, step, fails)
    with pytest.raises(OSError, match="No space"):
        files.write_text(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        files.write_text(tmp_path / "no" / "a.txt", "x")


@pytest.mark.long
def test_a_killed_writer_leaves_a_whole_file(tmp_path):
    path = tmp_path / "a.txt"
    files.write_text(path, "0" * 200_000)
    code = (
        "import sys; from symact.files import write_text\n"
        "for i in range(10**9): write_text(sys.argv[1], str(i % 10) * 200_000)"
    )
    for k in range(30):
        writer = subprocess.Popen([sys.executable, "-c", code, str(path)])
        time.sleep(0.05 + 0.007 * k)
        writer.kill()
        writer.wait()
        text = path.read_text()
        assert len(text) == 200_000 and len(set(text)) == 1
