"""Steps that a therapy needs, from the donor to the follow-up of the patient (our proposal)."""

from trials.choices import AtmpClass
from trials.rules.therapy import CELLS
from trials.rules.vocabulary import technologies

from .choices import Step

AFTER_MAKING = (
    Step.FORMULATION,
    Step.FILL_FINISH,
    Step.RELEASE_TEST,
    Step.CERTIFICATION,
    Step.STORAGE,
    Step.SHIPMENT,
    Step.ADMINISTRATION,
    Step.FOLLOW_UP,
)
MODIFIED_CELLS = (Step.APHERESIS, Step.VECTOR, Step.TRANSFER, Step.PROCESSING, *AFTER_MAKING)
GENES_IN_VIVO = (Step.VECTOR, *AFTER_MAKING)
CELL_THERAPY = (Step.PROCUREMENT, Step.PROCESSING, *AFTER_MAKING)
TISSUE = (Step.PROCUREMENT, Step.PROCESSING, Step.CONSTRUCT, *AFTER_MAKING)
BY_CLASS = {
    AtmpClass.GTMP: MODIFIED_CELLS,
    AtmpClass.SCTMP: CELL_THERAPY,
    AtmpClass.TEP: TISSUE,
    AtmpClass.CATMP: TISSUE,
}
# Steps for which vector technologies count; for the others, cell technologies count.
VECTOR_STEPS = (Step.VECTOR, Step.TRANSFER)


def is_of_cells(technology):
    kind = technologies().get(technology)
    return kind is not None and kind.made_of == CELLS


def chain_for(atmp_class, wanted_technologies=()):
    """Return the steps of a class. A gene therapy with vectors only does not need the steps of
    cells."""
    steps = BY_CLASS.get(atmp_class, MODIFIED_CELLS)
    is_of_vectors = wanted_technologies and not any(map(is_of_cells, wanted_technologies))
    return GENES_IN_VIVO if steps is MODIFIED_CELLS and is_of_vectors else steps


def technologies_for(step, wanted_technologies):
    """Return the wanted technologies that count for a step: vectors for making a vector, cells for
    other steps. An empty result means any technology."""
    vectors = [each for each in wanted_technologies if not is_of_cells(each)]
    cells = [each for each in wanted_technologies if is_of_cells(each)]
    if step == Step.VECTOR:
        return vectors
    return cells or vectors
