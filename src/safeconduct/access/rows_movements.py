"""The rows of movements: their acts, and what is known of each way out and transfer. How a row is read stands in `classes`.

Whoever controls the ground sees zone, hours and words about fire, because it has to hold that fire. Who comes, how many, from
which meeting point and in which vehicle is for those who run the movement, and so is what people on the ground answered.
"""

ROWS = """
Movement
  id kind zone start stop stage : C @run halt reception +controller +notified
  to : C @run reception
  group_size arranged by : C @run
  assembly_point : S @run
  way : S transfer
  wounded : S @run
  confirmed : C @run halt hold_fire +controller
  withdrawn : C @run halt hold_fire +controller
  readied : C @run
  vehicles : S transfer
  manifest : S transfer
  notices : C @run +notified
  begun running_since : C @run halt reception +controller
  passed : C @run
  groups : S @run reception
  halts stopped : C @run halt reception +controller
  arrivals : S @run reception
  missing extra account : S @run
  ended cancelled : C @run halt reception +controller +notified
Offer
  zone how language by at : C offer @run
AnswerGiven
  zone answer low high by at : S offer @run
Operation
  id zone kind by announced start stop pauses ended : C @run halt hold_fire +own +controller
Pause
  start stop written at : like Operation.pauses
HoldFire
  by post zone start stop at : like Movement.confirmed
Withdrawal
  by at : like Movement.withdrawn
Ready
  present signal_agreed halt_word_agreed at : like Movement.readied
Notice
  to form at acknowledged : like Movement.notices
Group
  group people wounded weapons at : like Movement.groups
Arrival
  act people by at : like Movement.arrivals
Halt
  cause since : like Movement.halts
  by reason operation : C @run halt +own
Side
  by who zones : like Movement.confirmed
Halted
  since causes : like Movement.halts
  under_way : S @run
Movements
  movements operations offers answers : S
Sum
  movement : like Movement.id
  groups out wounded uncounted arrived difference missing extra unexplained : like Movement.missing
offer.made/1
  zone how language : like Offer.zone
offer.answered/1
  zone answer low high : like AnswerGiven.low
operation.announced/1
  operation zone kind start stop : like Operation.zone
operation.paused/1
  operation start stop written : like Operation.zone
operation.ended/1
  operation : like Operation.zone
movement.planned/1
  movement kind zone start stop : like Movement.zone
  to : like Movement.to
  group_size : like Movement.group_size
  assembly_point : like Movement.assembly_point
  way : like Movement.way
  wounded : like Movement.wounded
hold_fire.confirmed/1
  movement zone start stop : C @run halt hold_fire +own +controller
hold_fire.withdrawn/1
  movement : C @run halt hold_fire +own +controller
movement.readied/1
  movement present signal_agreed halt_word_agreed : like Movement.readied
vehicle.assigned/1
  movement vehicle seats : like Movement.vehicles
manifest.set/1
  movement cases : like Movement.manifest
movement.notified/1
  movement to form : like Movement.notices
movement.acknowledged/1
  movement : C @run +own
movement.begun/1
  movement : like Movement.begun
group.came_out/1
  movement group people weapons wounded : like Movement.groups
movement.halted/1
  movement : like Movement.halts
  reason : C @run halt +own
movement.resumed/1
  movement : like Movement.halts
movement.arrived/1
  movement people : like Movement.arrivals
movement.accounted/1
  movement missing extra reason : like Movement.missing
movement.closed/1
  movement : like Movement.ended
movement.cancelled/1
  movement : like Movement.ended
  reason : C @run
"""
