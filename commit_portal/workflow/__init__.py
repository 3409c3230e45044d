"""Steps of a lifecycle, their pages, events and locks; here is what most wings build on."""

from commit_portal.workflow.action_attempts import Attempt, Link, typed_again
from commit_portal.workflow.events import LOAD, events_about, record_event, record_events, said_by, said_on
from commit_portal.workflow.lifecycle import MACHINE, Actor, Transition, may_walk, violations_of, walk
from commit_portal.workflow.optimistic_locking import Mark, StaleRow, fingerprint, require_unchanged
from commit_portal.workflow.views import ButtonView, ReadView, StepView, Values
