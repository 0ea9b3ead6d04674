"""Configuration files are filled in whole or not at all."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from ops.configuration import render as module
from ops.configuration.render import render
from ops.installation.instance import Instance, Settings
from ops.servers.program import Program
from ops.servers.supervisor import config_text


def test_value_that_is_not_given_is_refused_by_name():
    with pytest.raises(UndefinedError, match="admin_password"):
        render("mariadb-init.sql", root_password="root-word")


def test_every_template_is_one_that_jinja_can_read():
    folder = Path(module.__file__).parent / "templates"
    names = [file.name for file in folder.glob("*.j2")]
    assert len(names) >= 9
    assert all(module._ENVIRONMENT.get_template(name) for name in names)


def test_supervisor_reads_each_program_with_its_environment(tmp_path):
    instance = Instance(tmp_path / "instance")
    instance.make_folders()
    instance.save(Settings("0123456789ab"))
    program = Program("web", "serve --at 50%%", 30, tmp_path, {"SHARE": "50%"}, stop_signal="QUIT")
    text = config_text(instance, [program, program])
    assert text.count("[program:web]") == 2
    assert 'environment = DIWAN_INSTANCE_ID="0123456789ab",DIWAN_CONTENT="' in text
    assert 'SHARE="50%%"\npriority = 30\n' in text
    assert "stopasgroup = false\n" in text
