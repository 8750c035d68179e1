"""The rows of weapons: their acts, and what is known of each item, container and receipt. How a row is read stands in `classes`.

A side that may contest sees what lies on the table, and never who brought it, its serial, where it lies or to the hour when it
came: a serial names the store that gave it out, and an hour the person who stood there.
"""

ROWS = """
Item
  tag kind condition stage : C @arms +keeper +contester
  maker country model calibre : C @arms +keeper +contester
  serial serial_state : S hand_over assessment custody disposal
  cases : S hand_over
  origin : S hand_over
  site : C @arms +keeper
  cleared : C @arms +keeper
  received received_by since : C @arms +keeper
  custody container : C @arms +keeper
  assessments : C @arms +keeper +contester
  contests first_contests : C assessment custody disposal +contester
  receipts : S hand_over
  disposal : C @arms +keeper +contester
Assessment
  assessor condition accepted ground : like Item.assessments
  at : C @arms +keeper
Contest
  by ground at : like Item.contests
Disposal
  method place witnesses at : like Item.disposal
Transfer
  giver taker at sent received seal_intact : C @arms +keeper
Container
  container seals tags custody since stage transfers reason : C @arms +keeper
Receipt
  receipt case tags issued since stage replaces replaced_by shown : S hand_over +person
Armoury
  items containers receipts marks handed seals standing granted : S
Acceptance
  accepted rejected undecided unassessed : R
Sums
  received loose sealed transferred destroyed lost contested not_confirmed : R
  acceptance : R
  origins serials people people_with_several weapons_with_several receipts : C hand_over custody
View
  assessor condition accepted ground : like Item.assessments
Row
  tag kind maker country model calibre : like Item.tag
  serial serial_state : like Item.serial
  views : like Item.assessments
  origin cases receipts : like Item.cases
  stage : like Item.stage
  container custody site received : like Item.site
  contested_by : like Item.contests
ReceiptView
  receipt stage since tags used words : like Receipt.receipt
weapon.received/1
  tag kind maker country model calibre condition : like Item.tag
  origin cases : like Item.cases
  serial serial_state : like Item.serial
  site cleared compared_with : like Item.site
  happened until recorded actor post : like Item.received
weapon.assessed/1
  tag condition accepted ground : like Item.assessments
weapon.contested/1
  tag ground : like Item.contests
weapon.contest_withdrawn/1
  tag : like Item.contests
weapon.destroyed/1
  tags witnesses method place : like Item.disposal
item.lost/1
  tag : C @arms +keeper +contester
item.recovered/1
  tag : C @arms +keeper +contester
container.sealed/1
  container seal tags : C @arms +keeper
container.transferred/1
  container to sent signed_by received seal_intact : C @arms +keeper
container.opened/1
  container reason : C @arms +keeper
receipt.issued/1
  receipt case tags : like Receipt.case
receipt.lost/1
  receipt : like Receipt.case
receipt.replaced/1
  receipt replaces : like Receipt.case
receipt.shown/1
  receipt purpose : like Receipt.case
"""
