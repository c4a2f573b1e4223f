"""Code sets of people, families and episodes. National sets keep their national codes (domain C6)."""

from django.db.models import TextChoices


class PersonKind(TextChoices):
    CHILD = "child", "Child or young person"
    UNBORN = "unborn", "Unborn child"
    ADULT = "adult", "Adult"


class Sex(TextChoices):
    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "U", "Not known"


class Ethnicity(TextChoices):
    WBRI = "WBRI", "White British"
    WIRI = "WIRI", "White Irish"
    WIRT = "WIRT", "Traveller of Irish heritage"
    WROM = "WROM", "Gypsy or Roma"
    WOTH = "WOTH", "Any other White background"
    MWBC = "MWBC", "White and Black Caribbean"
    MWBA = "MWBA", "White and Black African"
    MWAS = "MWAS", "White and Asian"
    MOTH = "MOTH", "Any other Mixed background"
    AIND = "AIND", "Indian"
    APKN = "APKN", "Pakistani"
    ABAN = "ABAN", "Bangladeshi"
    AOTH = "AOTH", "Any other Asian background"
    CHNE = "CHNE", "Chinese"
    BCRB = "BCRB", "Black Caribbean"
    BAFR = "BAFR", "Black African"
    BOTH = "BOTH", "Any other Black background"
    OOTH = "OOTH", "Any other ethnic group"
    REFU = "REFU", "Does not want to say"
    NOBT = "NOBT", "Not yet asked"


class SenProvision(TextChoices):
    NONE = "N", "No special educational needs"
    SUPPORT = "K", "SEN support"
    PLAN = "E", "Education, health and care plan"


class SenNeed(TextChoices):
    ASD = "ASD", "Autism"
    SEMH = "SEMH", "Social, emotional and mental health"
    SLCN = "SLCN", "Speech, language and communication"
    SPLD = "SPLD", "Specific learning difficulty, such as dyslexia"
    MLD = "MLD", "Moderate learning difficulty"
    SLD = "SLD", "Severe learning difficulty"
    PMLD = "PMLD", "Profound and multiple learning difficulty"
    HI = "HI", "Hearing"
    VI = "VI", "Sight"
    MSI = "MSI", "Hearing and sight together"
    PD = "PD", "Physical disability"
    OTH = "OTH", "Something else"


class Disability(TextChoices):
    NONE = "NONE", "None"
    MOB = "MOB", "Moving about"
    HAND = "HAND", "Using hands"
    PC = "PC", "Personal care"
    INC = "INC", "Incontinence"
    COMM = "COMM", "Communication"
    LD = "LD", "Learning"
    HEAR = "HEAR", "Hearing"
    VIS = "VIS", "Sight"
    BEH = "BEH", "Behaviour"
    CON = "CON", "Consciousness, such as epilepsy"
    AUT = "AUT", "Autism"
    DDA = "DDA", "Another disability"


class WhyNotKnown(TextChoices):
    """Why an identifier is not there: an empty field tells nothing."""

    NOT_ASKED = "not_asked", "Not asked yet"
    FAMILY_DOES_NOT_KNOW = "family_does_not_know", "Family does not have it to hand"
    FAMILY_DECLINED = "family_declined", "Family does not want to share it"
    NONE_GIVEN = "none_given", "None has been issued"
    UNBORN = "unborn", "Not born yet"


class FamilyRole(TextChoices):
    HOUSEHOLD = "household", "Lives in the household"
    NON_RESIDENT = "non_resident", "Parent or child who lives elsewhere"
    NETWORK = "network", "Wider family or friend"


class Relation(TextChoices):
    """What `person` is to `relative` (C6)."""

    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    STEP_PARENT = "step_parent", "Step-parent"
    PARENTS_PARTNER = "parents_partner", "Parent's partner"
    GRANDPARENT = "grandparent", "Grandparent"
    AUNT_UNCLE = "aunt_uncle", "Aunt or uncle"
    SIBLING = "sibling", "Brother or sister"
    HALF_SIBLING = "half_sibling", "Half-brother or half-sister"
    STEP_SIBLING = "step_sibling", "Step-brother or step-sister"
    FOSTER_CARER = "foster_carer", "Foster carer"
    KINSHIP_CARER = "kinship_carer", "Kinship carer"
    SPECIAL_GUARDIAN = "special_guardian", "Special guardian"
    ADOPTIVE_PARENT = "adoptive_parent", "Adoptive parent"
    PRIVATE_FOSTER_CARER = "private_foster_carer", "Private foster carer"
    PARTNER = "partner", "Partner"
    FORMER_PARTNER = "former_partner", "Former partner"
    SPOUSE = "spouse", "Husband, wife or civil partner"
    DIVORCED = "divorced", "Divorced from"
    FRIEND = "friend", "Friend"
    NEIGHBOUR = "neighbour", "Neighbour"
    OTHER = "other", "Other"


PARENT_RELATIONS = frozenset({Relation.MOTHER, Relation.FATHER, Relation.ADOPTIVE_PARENT})
CARER_RELATIONS = PARENT_RELATIONS | {
    Relation.STEP_PARENT,
    Relation.PARENTS_PARTNER,
    Relation.GRANDPARENT,
    Relation.FOSTER_CARER,
    Relation.KINSHIP_CARER,
    Relation.SPECIAL_GUARDIAN,
    Relation.PRIVATE_FOSTER_CARER,
}
COUPLE_RELATIONS = frozenset({Relation.PARTNER, Relation.FORMER_PARTNER, Relation.SPOUSE, Relation.DIVORCED})


class EducationStatus(TextChoices):
    ON_ROLL = "on_roll", "On roll at a school or college"
    EARLY_YEARS = "early_years", "In early years or nursery"
    HOME_EDUCATED = "home_educated", "Educated at home"
    MISSING = "missing", "Missing from education"
    ALTERNATIVE = "alternative", "In alternative provision"
    SUSPENDED = "suspended", "Suspended"
    EXCLUDED = "excluded", "Permanently excluded"
    POST_16 = "post_16", "In education or training after 16"
    NEET = "neet", "Not in education, employment or training"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class Origin(TextChoices):
    """How early help came about; it fixes what starts the first clock (R035)."""

    END_OF_ASSESSMENT = "end_of_assessment", "A social care assessment ended"
    STEP_DOWN = "step_down", "Step down from a child in need or protection plan"
    FRONT_DOOR = "front_door", "The front door decided that early help is needed"
    REQUEST = "request", "A request for help"
    UNIVERSAL = "universal", "Universal services are not enough"
    REOPENED = "reopened", "Help that had ended begins again"


class EpisodeStatus(TextChoices):
    REQUESTED = "requested", "Requested"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    NOT_TAKEN_UP = "not_taken_up", "Not taken up"


class ClosureReason(TextChoices):
    NEEDS_MET = "needs_met", "Needs met"
    UNIVERSAL = "universal", "Needs partly met, continues with universal services"
    SINGLE_AGENCY = "single_agency", "One agency goes on helping"
    STEPPED_UP = "stepped_up", "Stepped up to social care"
    WITHDREW = "withdrew", "Family declined or withdrew"
    DISENGAGED = "disengaged", "Family no longer takes part"
    MOVED = "moved", "Moved out of the area"
    OPENED_IN_ERROR = "opened_in_error", "Opened in error"
    AGED_OUT = "aged_out", "Young person is too old for the service"
    DIED = "died", "Child died"
    DUPLICATE = "duplicate", "Same as another episode"


class LegalBasis(TextChoices):
    EARLY_HELP = "early_help", "Early help"
    SECTION_17 = "section_17", "Child in need (section 17)"


class AgreementKind(TextChoices):
    """Four things that are never one tick (R134)."""

    EARLY_HELP = "early_help", "Agrees to receive early help"
    SHARING = "sharing", "Has been told who shares what and why"
    GP_LETTER = "gp_letter", "Agrees in writing to a letter to the GP"
    PHOTOS = "photos", "Agrees to photographs"
    FEEDBACK = "feedback", "Agrees to be asked for feedback"


class AgreementForm(TextChoices):
    SPOKEN = "spoken", "Spoken"
    WRITTEN = "written", "In writing"


class ContactKind(TextChoices):
    HOME_VISIT = "home_visit", "Home visit"
    SCHOOL_VISIT = "school_visit", "Seen at school or nursery"
    HUB_VISIT = "hub_visit", "Seen at the hub or office"
    OTHER_PLACE = "other_place", "Seen somewhere else"
    VIDEO = "video", "Video call"
    PHONE = "phone", "Phone call"
    MESSAGE = "message", "Letter, e-mail or text message"
    PROFESSIONALS = "professionals", "Talk with another professional"


FACE_TO_FACE = frozenset(
    {ContactKind.HOME_VISIT, ContactKind.SCHOOL_VISIT, ContactKind.HUB_VISIT, ContactKind.OTHER_PLACE}
)


class OversightOccasion(TextChoices):
    ALLOCATION = "allocation", "New allocation"
    PERIODIC = "periodic", "Regular oversight"
    CLOSURE = "closure", "Closing"
