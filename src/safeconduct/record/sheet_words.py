"""The labels of the printed sheet in its languages. Every language has every label."""

RIGHT_TO_LEFT = frozenset({"ar", "he"})

_EN = {
    "title": "The first act of the record",
    "training": "FOR TRAINING. Nothing in this record is evidence.",
    "what": "Whoever holds this sheet can check the whole record without trusting those who run it. "
            "Nothing else has to be believed.",
    "log": "Name of the record",
    "digest": "Digest of the first act",
    "who": "Who signs, and with which root keys",
    "organisation": "Organisation",
    "keys": "Ids of its three root keys",
    "hand": "Name, office, signature, day",
    "agreement": "Hash of the agreement",
    "log_key": "Id of the log's key",
    "witnessed": "Witnessed means signed by",
    "sealed": "Sealed means signed by",
    "attachments": "Holds attachments beside the operator",
    "do": "What to do with this sheet",
    "do1": "Read the sixteen words aloud together. They have to be the same on the sheet of every delegation.",
    "do2": "Each organisation compares the ids with those its own three key holders wrote down. "
           "Two of its root keys sign; let all three.",
    "do3": "Put one signed copy into your safe and one in another place. It holds no secret; it must not be exchanged.",
    "do4": "Whoever checks the record later types the words or scans the code from this paper, never from a screen.",
    "know": "To be known before signing",
    "party": "party", "guarantor": "guarantor", "mediator": "mediator", "verifier": "verifier", "operator": "operator",
    "recorder": "recorder", "other": "other",
}  # fmt: skip

_AR = {
    "title": "القيد الأول في السجل",
    "training": "للتدريب فقط. لا شيء في هذا السجل يصلح دليلاً.",
    "what": "من يحمل هذه الورقة يستطيع التحقق من السجل كله دون أن يثق بمن يديره. ولا حاجة إلى تصديق أي شيء آخر.",
    "log": "اسم السجل",
    "digest": "بصمة القيد الأول",
    "who": "من يوقّع، وبأي مفاتيح جذرية",
    "organisation": "الجهة",
    "keys": "معرّفات مفاتيحها الجذرية الثلاثة",
    "hand": "الاسم والصفة والتوقيع واليوم",
    "agreement": "بصمة الاتفاق",
    "log_key": "معرّف مفتاح السجل",
    "witnessed": "«مشهود عليه» تعني توقيع",
    "sealed": "«مختوم» تعني توقيع",
    "attachments": "يحفظ المرفقات إلى جانب المشغّل",
    "do": "ما العمل بهذه الورقة",
    "do1": "اقرؤوا الكلمات الست عشرة معاً بصوت مسموع. يجب أن تكون هي نفسها على ورقة كل وفد.",
    "do2": "تقارن كل جهة المعرّفات بما دوّنه حاملو مفاتيحها الثلاثة. يوقّع مفتاحان من مفاتيحها الجذرية، والأفضل أن توقّع الثلاثة.",
    "do3": "ضعوا نسخة موقّعة في خزنتكم ونسخة في مكان آخر. ليس فيها سر، لكن يجب ألا تُستبدل.",
    "do4": "من يتحقق من السجل لاحقاً يكتب الكلمات أو يمسح الرمز من هذه الورقة، لا من شاشة أبداً.",
    "know": "ما يجب معرفته قبل التوقيع",
    "party": "طرف", "guarantor": "ضامن", "mediator": "وسيط", "verifier": "جهة تحقق", "operator": "مشغّل",
    "recorder": "مسجّل", "other": "جهة أخرى",
}  # fmt: skip

_HE = {
    "title": "המעשה הראשון ברשומה",
    "training": "לאימון בלבד. דבר ברשומה זו אינו ראיה.",
    "what": "מי שמחזיק בדף זה יכול לבדוק את הרשומה כולה בלי לתת אמון במי שמפעיל אותה. אין צורך להאמין לשום דבר אחר.",
    "log": "שם הרשומה",
    "digest": "טביעת המעשה הראשון",
    "who": "מי חותם, ובאילו מפתחות שורש",
    "organisation": "ארגון",
    "keys": "מזהי שלושת מפתחות השורש שלו",
    "hand": "שם, תפקיד, חתימה, יום",
    "agreement": "טביעת ההסכם",
    "log_key": "מזהה מפתח היומן",
    "witnessed": "פירוש ״בעדות״ הוא חתימת",
    "sealed": "פירוש ״חתום״ הוא חתימת",
    "attachments": "מחזיק בצרופות לצד המפעיל",
    "do": "מה לעשות בדף זה",
    "do1": "קראו יחד בקול את שש עשרה המילים. הן חייבות להיות זהות בדף של כל משלחת.",
    "do2": "כל ארגון משווה את המזהים לאלה שרשמו שלושת מחזיקי המפתחות שלו. שניים ממפתחות השורש שלו חותמים; מוטב שכל השלושה.",
    "do3": "שימו עותק חתום אחד בכספת ואחד במקום אחר. אין בו סוד, אך אסור שיוחלף.",
    "do4": "מי שבודק את הרשומה בעתיד מקליד את המילים או סורק את הקוד מן הנייר הזה, לעולם לא ממסך.",
    "know": "מה שיש לדעת לפני החתימה",
    "party": "צד", "guarantor": "ערב", "mediator": "מתווך", "verifier": "מאמת", "operator": "מפעיל",
    "recorder": "רושם", "other": "אחר",
}  # fmt: skip

LABELS: dict[str, dict[str, str]] = {"en": _EN, "ar": _AR, "he": _HE}
