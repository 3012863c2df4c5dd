"""What an operator reads about the settings is what the settings are."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from bot.settings import Settings
from tests.house import reference


def test_the_generated_pages_are_in_step_with_the_settings():
    assert reference.out_of_step() == [], "run `make docs`"


def test_every_setting_is_described_and_named_for_the_environment():
    for name, field in Settings.model_fields.items():
        assert field.alias, name
        assert field.alias.isupper(), name
        assert (field.description or "").endswith("."), f"{name}: a sentence for the operator"


def test_the_example_shows_every_setting_and_no_secret():
    lines = reference.env_example().splitlines()
    for field in Settings.model_fields.values():
        shown = [line for line in lines if line.lstrip("#").startswith(f"{field.alias}=")]
        assert len(shown) == 1
        if field.annotation is SecretStr:
            assert shown == [f"{field.alias}="]


def test_a_changed_page_is_noticed(tmp_path):
    generated = [".env.example", "docs/configuration.md", "docs/commands.md", "docs/actions.md"]
    assert reference.out_of_step(tmp_path) == generated
    for path, text in reference.pages(tmp_path).items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert reference.out_of_step(tmp_path) == []
    (tmp_path / ".env.example").write_text("SLACK_BOT_TOKEN=\n")
    assert reference.out_of_step(tmp_path) == [".env.example"]


def test_the_example_can_be_read_back_as_settings(tmp_path):
    example = tmp_path / ".env"
    example.write_text(reference.env_example().replace("\n#TOCSIN", "\nTOCSIN"))
    assert issubclass(Settings, BaseSettings)
    read = Settings(_env_file=example)
    assert read.port == Settings.model_fields["port"].default
