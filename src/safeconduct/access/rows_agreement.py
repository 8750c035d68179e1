"""The rows of the acts of an agreement and of the record's own acts. How a row is read stands in `classes`.

What was promised and how far it is done is public with its sources. What somebody writes beside it is for those who work by it.
"""

ROWS = """
every act
  id happened until recorded actor basis : P
  refs evidence : P
  note : R
Link
  who kind speaks_for source capacity : P
AsTold
  days moments modifier : P
Passage
  sha256 start end : P
obligation.claimed/1
  of amount unit category : P
obligation.confirmed/1
  of amount unit category tally : P
obligation.refuted/1
  of amount unit category : P
obligation.contested/1
  of amount unit category : P
obligation.counted/1
  of tally total unit category : P
obligation.waived/1
  of amount unit category : P
dispute.ruled/1
  of outcome amount : P
breach.alleged/1
  of : P
  place : R
breach.found/1
  of outcome : P
anchor.dated/1
  anchor candidate hour says relied_on_by : P
decision.made/1
  decision outcome : P
hole.filled/1
  hole says : P
suspension.declared/1
  of power : P
suspension.ended/1
  of : P
power.exercised/1
  power says : P
delay.explained/1
  of cause attributed_to : P
mandate.extended/1
  body to : P
step.taken/1
  says on place : P
statement.reported/1
  chain stance says polarity on place addressee realis said certainty document corrects republishes : P
  confirmed_by : C +own +reviewer
figure.reported/1
  chain subject unit low high approximate words method place category said certainty document corrects republishes : P
  as_of exhaustive out_of vague : P
  confirmed_by : C +own +reviewer
source.added/1
  source root address republished_at read republishes published document : P
  confirmed_by : C +own +reviewer
genesis.signed/1
  origin organisations log witnessed sealed agreement attachments training : P
key.registered/1
  org public role proof : P
  scope : R
key.revoked/1
  kid last_good reason : R
key.compromised/1
  kid last_good : R
roots.replaced/1
  org roots proofs : P
roots.recovered/1
  org roots proofs : P
policy.set/1
  witnessed sealed : P
attachment.kept/1
  att : R
erasure.ordered/1
  att : R
erasure.done/1
  order holder : R
body.redacted/1
  act org device seq prev att : R
projection.published/1
  digest size : P
gap.accepted/1
  kid first last : R
conflict.resolved/1
  between stands : R
"""
