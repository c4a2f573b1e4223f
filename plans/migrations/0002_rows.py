from django.db import migrations

from ehm.rows.operations import RunFile, Secure

UNDO = """
DROP TRIGGER plans_follow ON assessments_need;
DROP TRIGGER plans_follow ON assessments_worry;
DROP TRIGGER goal_fill ON plans_goal;
DROP TRIGGER goal_reaches ON plans_goal;
DROP TRIGGER only_while_running ON plans_goal;
DROP TRIGGER of_goal_fill ON plans_promise;
DROP TRIGGER promise_reaches ON plans_promise;
DROP TRIGGER only_while_running ON plans_promise;
DROP TRIGGER of_goal_fill ON plans_progress;
DROP TRIGGER only_while_running ON plans_progress;
DROP TRIGGER move_fill ON plans_move;
DROP TRIGGER minutes_stay ON plans_meeting;
DROP FUNCTION plans_goal_fill(), plans_goal_reaches(), plans_of_goal_fill(), plans_promise_reaches(),
  plans_move_fill(), plans_follow_assessment(), plans_only_while_running(), plans_minutes_stay(),
  plans_kept_from(bigint, bigint, text[], text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("assessments", "0004_judgements")]

    operations = [
        RunFile("plans/migrations/0002_parts.sql", UNDO),
        *[Secure(model, "led_child_of_episode") for model in ("Plan", "Meeting", "Invitation")],
        *[Secure(model, "part_of_episode") for model in ("Goal", "Promise", "Move", "Progress")],
        *[Secure(f"{model}Event", "history") for model in ("Plan", "Goal", "Promise", "Meeting", "Invitation")],
    ]
