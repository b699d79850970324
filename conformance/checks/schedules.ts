/** Checks of learning rate schedules: the rate after a number of steps, read from outside and inside a step. */
import { schedules, type LearningRateSchedule } from "tacet";
import { traceStep, Variable, type Session } from "@tacet/compiler";
import { decode, expectNear, type Case, type Encoded } from "../golden.ts";
import { named } from "../program.ts";
import { sessions } from "../sessions.ts";

interface ScheduleCase extends Case {
  readonly schedule: object;
  readonly steps: Encoded;
  readonly values: Encoded;
}

export async function checkSchedule(given: Case): Promise<void> {
  const golden = given as ScheduleCase;
  const schedule = named(golden.schedule, schedules) as LearningRateSchedule;
  const steps = Array.from(decode(golden.steps));
  const read = steps.map((step) => schedule.at(step));
  expectNear(read, golden.values, 1e-6, "read");
  for (const session of sessions) {
    expectNear(recorded(session, schedule, steps), golden.values, 1e-6, `${session.engine}: recorded`);
  }
}

function recorded(session: Session, schedule: LearningRateSchedule, steps: readonly number[]): number[] {
  const step = new Variable({ name: "step", shape: [], dtype: "int32" });
  const { graph, states } = traceStep([], () => [schedule.call(step.tensor)]);
  const bound = session.bind(
    graph,
    states.map((state) => state.buffer(session)),
    1,
  );
  const rates = steps.map((count) => {
    step.write(count);
    for (let done = bound.step(1); !done;) done = bound.resume();
    return bound.output(0)[0]!;
  });
  session.unbind(bound);
  step.detach();
  return rates;
}
