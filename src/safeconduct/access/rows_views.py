"""The rows of what lies in the vault, of the acts of access, and of what the secretariat makes ready to be shown.

How a row is read stands in `classes`. The structs of the secretariat are named here and read by a test: this room does not know
them. A view for those inside the programme holds what its parts hold; outside it is not given as it is. The boards hold only
what was published, with its sources.
"""

ROWS = """
vault
  name : S +revealed +child +person
  birth : S +revealed +child +person
  paper : S papers +revealed +person
  contact : S after_arrival +revealed +child +person
  need : S reception transfer medics +revealed +child +person
  note : S +revealed +person
  photo : S +revealed +person
access.read/1
  happened until recorded actor basis post : C +own +reviewer +person
  kind fields : C +own +reviewer +person
  cases numbers : S +own +person
access.requested/1
  happened until recorded actor basis post : C +own +reviewer
  action kind reason fields of : C +own +reviewer
  cases : S +own +person
access.approved/1
  happened until recorded actor basis post : C +own +reviewer
  of : C +own +reviewer
access.declined/1
  happened until recorded actor basis post : C +own +reviewer
  of reason : C +own +reviewer
access.revealed/1
  happened until recorded actor basis post : C +own +reviewer
  of : C +own +reviewer
access.exported/1
  happened until recorded actor basis post : C +own +reviewer
  of rows digest : C +own +reviewer
access.deleted/1
  happened until recorded actor basis post : C +own +reviewer
  of : C +own +reviewer
access.glass_broken/1
  happened until recorded actor basis post : R
  kind reason fields : R
  cases : S +own +person
access.glass_reviewed/1
  happened until recorded actor basis post : R
  of outcome : R
access.disclosed/1
  happened until recorded actor basis post : R
  what kind to : R
access.disclosure_offered/1
  happened until recorded actor basis post : R
  what to : R
access.disclosure_refused/1
  happened until recorded actor basis post : R
  what to reason : R
Said
  code says clause who closed : C @case @arms @run
MoveView
  act title clause who missing onward : C @case
ObjectionView
  id by against against_title ground ground_words at stands due clause : like ObjectionMade.id
HoldView
  legal_basis reason by since review_by lapsed reasons_told liberty_affected icrc_told reviews : like Hold.since
EntryView
  id type actor post happened reasons : C @case
CaseView
  case : like Person.case
  step says : C @course
  moves entries : C @case
  presented : like Person.presented
  wounded : like Person.wounded
  to_disarm : like Person.disarm
  to_leave : like Person.leave
  tags : like Person.tags
  ways : like WayStand.way
  without_way_on : C choice stay reception
  objections : like Person.objections
  hold : like Person.hold
  stay_until : like Person.stay
MovementRow
  movement kind stage zone start stop halted_since : like Movement.zone
  to : like Movement.to
  set_out arrived unexplained account : like Movement.missing
  held_up : C @run
Picture
  agreement programme synthetic : P
  day last_day as_of left_out : R
  came_out received in_programme funnel outcomes : C @course
  places : R
  without_way_on clocks : C @case
  movements : C @run
  weapons : like Sums.people
  kept_without_effect : C @case
Count
  step says now : C @course
Outcome
  outcome to says people : C @course
Way
  way title kind to stand missing : like WayStand.way
Stranded
  case ways covered_by until : C choice stay reception
Clock
  case what says due passed clause who against stands : C @case
Kept
  id type actor happened reasons about follows : C @case
Given
  figure again corrected_by : P
Line
  root through speakers given latest : P
Reach
  low high : P
Pair
  one other kind one_reach other_reach shared apart gap why : P
FigureBoard
  subject unit category counts lines pairs not_compared : P
Issue
  id kind about sides : P
Speaker
  who statements latest : P
Side
  side statements speakers : P
Turn
  side one other kind why : P
PositionBoard
  issue kind sides silent others turns corrected again : P
"""
