"""The rows of persons: their acts and what is known of a case. How a row is read stands in `classes`.

A side sees of a case that it may object to it, and nothing else. Of a child only child protection sees anything, and nothing
military.
"""

ROWS = """
Person
  case : C @case medics +noticed +objector +receiver +child +person
  presented : C reception age consent transfer +child +person
  site : C reception age consent hand_over stay transfer +child +person
  movement : C reception +person
  wounded : S reception transfer medics +child +person
  language : C reception medics age consent screening assurance protection_test transfer +child +person
  age age_at : S reception age +child +person
  age_ground challenged : S age +child +person
  child_since referred referred_to in_care : S +child +person
  disarm : C consent hand_over +person
  leave : C consent protection_test papers choice transfer +receiver +person
  noticed noticed_to : C notice ruling +noticed +person
  disarmed : C consent hand_over screening assurance +person
  tags : C hand_over +person
  screening : S screening assurance hold +person
  screening_reason screening_review : S screening +person
  assured covers : C assurance revoking papers +person
  revoked : C assurance revoking +person
  objections : S ruling hold +noticed +objector +person
  hold : S hold review reviewing +person
  held_on : S hold review reviewing
  tests : S protection_test choice +person
  answers papers : C papers choice transfer +receiver +person
  way to : C papers choice stay transfer protection_test +person
  stay : C stay choice +person
  boarded boarded_at : S transfer +person
  arrived arrived_to : C transfer after_arrival +person
  checks : S after_arrival +person
  left died : C reception transfer after_arrival +person
Consent
  answer at : like Person.disarm
ObjectionMade
  id objection by ground against at outcome decided reason : S ruling hold +objector +person
Hold
  legal_basis by since reason review_by reasons_told liberty_affected icrc_told reviews : like Person.hold
Stay
  place since review_by : like Person.stay
Dated
  what at : like Person.tests
WayStand
  way kind to missing : C choice papers stay transfer +person
Persons
  cases : S
  places written : R
every act of a case
  happened until recorded : C @case @arms @run offer halt hold_fire +own +noticed +contester +controller +notified +child +person
  actor basis post : like every act of a case.happened
  id refs evidence note : C @case @arms @run offer halt hold_fire +own +child
  synthetic : P
person.presented/1
  case : like Person.case
  site : like Person.site
  movement : like Person.movement
  wounded : like Person.wounded
  language : like Person.language
age.established/1
  case outcome : like Person.age
  ground : like Person.age_ground
age.challenged/1
  case : like Person.challenged
child.referred/1
  case to : like Person.referred
child.received/1
  case : like Person.in_care
consent.recorded/1
  case : like Person.case
  purpose answer to : C consent hand_over protection_test papers choice transfer +person
  language : like Person.language
notice.given/1
  cases to : like Person.noticed
person.disarmed/1
  case : like Person.case
  tags nothing_to_hand_in : like Person.tags
screening.decided/1
  case : like Person.case
  outcome : like Person.screening
  reason review_by : like Person.screening_reason
assurance.given/1
  case covers : like Person.assured
  language : like Person.language
assurance.revoked/1
  case reason : like Person.revoked
objection.raised/1
  case objection ground against : S ruling hold +own +person
objection.decided/1
  case of outcome reason : S ruling hold +own +objector +person
objection.withdrawn/1
  case of : S ruling hold +own +person
hold.begun/1
  case legal_basis reason review_by reasons_told liberty_affected icrc_told : like Person.hold
hold.reviewed/1
  case outcome reason review_by : like Person.hold
places.offered/1
  places written : R
places.withdrawn/1
  places : R
acceptance.decided/1
  case outcome : C papers choice transfer +own +person
protection.tested/1
  case to outcome : like Person.tests
paper.issued/1
  case to one_way : C papers choice transfer +person
way.chosen/1
  case way to : like Person.way
stay.arranged/1
  case place review_by : like Person.stay
person.boarded/1
  case movement : like Person.boarded
person.turned_back/1
  case movement : like Person.boarded
person.arrived/1
  case movement to : like Person.arrived
arrival.checked/1
  case contact free harmed : like Person.checks
person.left/1
  case : like Person.left
person.died/1
  case : like Person.died
"""
