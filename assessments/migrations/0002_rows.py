from django.db import migrations

from ehm.rows.operations import RunFile, Secure, SqlOperation

UNDO = """
DROP TRIGGER life_event_fill ON assessments_lifeevent;
DROP TRIGGER zz_life_events_follow ON cases_sharingexclusion;
DROP TRIGGER limit_fill ON assessments_limit;
DROP TRIGGER limit_takes_effect ON assessments_limit;
DROP TRIGGER never_changed ON assessments_assessment;
DROP TRIGGER nobody_decides_their_own ON assessments_decision;
DROP FUNCTION assessments_part_fill(), assessments_life_event_fill(), assessments_life_events_follow_exclusions(),
  assessments_limit_fill(), assessments_limit_takes_effect(), assessments_only_while_written(),
  assessments_never_changed(), assessments_nobody_decides_their_own(), assessments_withheld(bigint),
  assessments_swap_children(bigint, bigint, bigint),
  assessments_life_event_kept_from(bigint, bigint, bigint, bigint, text),
  assessments_kept_from(bigint, bigint, text, text), assessments_covers(text, text, text);
"""

# What is written into each of them: the columns whose change the database refuses once the assessment is submitted.
WRITTEN = {
    "Answer": "values",
    "Need": "answer, comment, why_not_now, worries",
    "Worry": "statement, goal, removed_at",
    "Score": "value, reason, why_none",
    "HouseholdMember": "name, sex, born, status, removed_at",
    "Professional": "name, works_for, role, started_on, ended_on, postal_address, phone, email, removed_at",
    "Seen": "seen_on, seen_alone, place, removed_at",
    "TakingPart": "took_part, why_not, note, removed_at",
    "LifeEvent": "said_when, what, impact, removed_at",
    "DirectWork": "shows, made_on, removed_at",
}


class PartTriggers(SqlOperation):
    """A part of an assessment is kept from whom its limits name, and changes only while the assessment is written."""

    def __init__(self, model, written):
        self.model, self.written = model, written

    def sql(self, app_label, state):
        table = state.apps.get_model(app_label, self.model)._meta.db_table
        forwards = [
            f"CREATE TRIGGER only_while_written BEFORE INSERT OR UPDATE OF {self.written}, version, source ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION assessments_only_while_written()"
        ]
        backwards = [f"DROP TRIGGER only_while_written ON {table}"]
        if self.model != "LifeEvent":
            forwards.append(
                f"CREATE TRIGGER part_fill BEFORE INSERT OR UPDATE OF address, about ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION assessments_part_fill()"
            )
            backwards.append(f"DROP TRIGGER part_fill ON {table}")
        return forwards, backwards

    def describe(self):
        return f"Triggers of {self.model}"


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("cases", "0013_limits_before")]

    operations = [
        RunFile("assessments/migrations/0002_parts.sql", UNDO),
        *[PartTriggers(model, written) for model, written in WRITTEN.items()],
        Secure("Assessment", "led_child_of_episode"),
        *[Secure(model, "part_of_episode") for model in (*WRITTEN, "Limit") if model != "LifeEvent"],
        Secure("LifeEvent", "part_of_family"),
        *[Secure(model, "led_child_of_episode") for model in ("Decision", "Remark", "Copy", "Declined", "Attempt")],
        Secure("LocalAddition", "directory"),
        *[Secure(f"{model}Event", "history") for model in ("Assessment", *WRITTEN, "Limit") if model != "DirectWork"],
    ]
