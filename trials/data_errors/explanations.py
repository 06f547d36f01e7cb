"""An explanation of each kind of data error, for readers."""

from ..rules.data_errors import ErrorKind

EXPLANATIONS = {
    ErrorKind.ENDED_WITHOUT_DATE: "Every record is completed or prematurely ended, and none states "
    "the date of the global end. Nobody can say when results are due.",
    ErrorKind.DATE_WHILE_ONGOING: "A record states the date of the global end, and this record or "
    "that of another country is still ongoing or halted.",
    ErrorKind.DATE_THOUGH_REFUSED: "A record states the date of the global end of a trial that it "
    "says was not authorised or was prohibited.",
    ErrorKind.END_BEFORE_START: "The global end is earlier than the start or the authority's "
    "decision in the same record.",
    ErrorKind.END_DATES_DIFFER: "A trial has one global end; its records name different days. The "
    "portal shows the latest.",
    ErrorKind.RAN_THOUGH_REFUSED: "The authority or the ethics committee refused the trial, and "
    "the same record is ongoing, halted or ended.",
    ErrorKind.PERMITTED_WITHOUT_DATE: "The authority's decision or the ethics opinion is positive, "
    "and its date is missing. The start of the trial may be stated too early.",
    ErrorKind.IMPOSSIBLE_DATE: "A date before 1980 or more than 30 years ahead.",
    ErrorKind.NO_STATUS: "A record of a European country has no status. Records of other countries "
    "have none by the form and are not counted.",
    ErrorKind.NO_SUBJECTS: "The planned number of subjects in the whole trial is 0. The portal "
    "does not take it for a number.",
    ErrorKind.TOTAL_BELOW_PART: "The planned number of subjects in the whole trial is smaller than "
    "that of one country or of the European Economic Area.",
}
