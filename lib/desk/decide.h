/*
 * The retention desk as one pure function: facts and a wish in, an answer and
 * a plan out (DESK 2, 5).  No database, no clock: rt_desk_decide() is given
 * all that it looks at, and what it wants done is data that a transaction
 * carries out whole or not at all.
 *
 * Where DESK leaves room:
 *
 *   - Answers are tried in this order: SAME for a key that was seen, DENIED
 *     for a case that this person may not see or an event that is never his,
 *     SAME for what is so already, STALE, DENIED for another's case, NOT_NOW,
 *     BAD.  Who carries an old version learns who was faster rather than that
 *     the case is no longer his.
 *   - With DESK_SEE=own another manager's case is missing, but for a `take`
 *     with an older version: he saw it while it was nobody's (DESK 10.14).
 *   - A manager who asks for what only the case's own manager may, on a case
 *     that is nobody's, gets NOT_NOW: he is to take it first.
 *   - An accept after the hour runs `expire`, an event on a contract that a
 *     file ended runs `ended`: the answer is NOT_NOW, and the plan is to be
 *     carried out all the same.  Comments and messages go through.
 *   - A contract has ended by a file when its last day is over, not when an
 *     end is announced.
 *   - A case marked because the client's next contract goes on is not ended
 *     again; a person decides (stayed, void).
 *   - A close, be it of which kind, recalls an offering that is still shown.
 *   - A shown offering is never replaced: propose waits until it is answered,
 *     expired or recalled.
 *   - Take of a case at r, o, c escalates it as any other way does (with the
 *     pause order); a list pauses nothing, for nobody has asked to leave.
 *   - A callback at q, an admin's, makes the case his.
 *   - Comments and messages adopt no imported row.  What is so already does
 *     (its manager takes it), and then it is DONE.  Closed imported rows can
 *     be reopened and voided but not undone: nobody knows how they were.
 *   - `lapse`, `alert` and `reissue` are events here, for DESK 1, 4 and 6 ask
 *     for what they do without a row in the table.
 *   - A pause order that is still `new` at the close is cancelled; a resume
 *     order follows only one that was sent or done.
 *   - The staff word `new` goes to the manager whom a case is first dealt to,
 *     `assigned` to every later one.  What DESK 9 has no word for is told as
 *     `answered`, with the event's name as {what}.
 *   - An offering that expires at q or w is told to nobody: the manager whom
 *     `to_manager` would announce has the case already.
 *   - A refused order is not reissued once another case of the contract, or
 *     the close that a pause was for, has settled it otherwise.
 */
#ifndef RT_DESK_DECIDE_H
#define RT_DESK_DECIDE_H

#include "desk/plan.h"

/* Decide.  `plan` is filled whole. */
void rt_desk_decide(const struct rt_desk_facts *f,
                    const struct rt_desk_ask *ask, struct rt_desk_plan *plan);

/* Bits 1 << event of what `who` may ask for now: the buttons.  From the same
 * table; what depends on the fields of a form is not looked at. */
uint64_t rt_desk_may(const struct rt_desk_facts *f,
                     const struct rt_desk_who *who);

#endif
