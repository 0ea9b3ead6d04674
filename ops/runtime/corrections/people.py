"""Corrections to what the base does with the people of a site besides letting them in."""

from ops.runtime.corrections.model import Correction, Edit

SERIES = (
    Correction(
        name="desk-opens-whatever-a-tour-noted",
        why="What a tour of the Desk notes at a person was read as JSON when the Desk opens: any "
        "other text, written by a request, closed the Desk to that person for good. No tour is "
        "offered here, so none is read.",
        source="own finding: 188,000 random requests",
        edits=(
            Edit(
                path="utils/user.py",
                find="\t\td.onboarding_status = frappe.parse_json(d.onboarding_status)\n",
                replace="\t\td.onboarding_status = {}\n",
            ),
        ),
    ),
    Correction(
        name="user-without-an-address",
        why="A user who is sent without an e-mail address ended as an error of the program.",
        source="own finding: random requests",
        edits=(
            Edit(
                path="core/doctype/user/user.py",
                find="\t\t\tself.email = self.email.strip().lower()\n",
                replace='\t\t\tself.email = (self.email or "").strip().lower()\n',
            ),
        ),
    ),
    Correction(
        name="nobody-outside-asked-for-faces",
        why="For every new user a job asked gravatar.com for a picture by a digest of the e-mail "
        "address: who works here left the house, and without the Internet the job waited.",
        source="own finding: update_gravatar jobs in the workers' log",
        edits=(
            Edit(
                path="utils/__init__.py",
                find="\timport requests\n\n\tif frappe.flags.in_import or frappe.flags.in_install",
                replace='\treturn ""\n\n\tif frappe.flags.in_import or frappe.flags.in_install',
            ),
            Edit(
                path="core/doctype/user/user.py",
                find="\t\tif self.name not in STANDARD_USERS and not self.user_image:\n"
                "\t\t\tfrappe.enqueue(\n"
                '\t\t\t\t"frappe.core.doctype.user.user.update_gravatar",\n'
                "\t\t\t\tname=self.name,\n"
                "\t\t\t\tnow=now,\n"
                "\t\t\t\tenqueue_after_commit=True,\n"
                "\t\t\t)\n\n",
                replace="",
            ),
        ),
    ),
    Correction(
        name="users-are-no-contacts",
        why="For every user saved a job wrote a Contact, a second copy of name, address and "
        "telephone that no screen of ours shows and no rule of ours guards.",
        source="own finding: create_contact jobs in the workers' log, a second of work each",
        edits=(
            Edit(
                path="core/doctype/user/user.py",
                find="\t\tnow = frappe.flags.in_test or frappe.flags.in_install\n",
                replace="",
            ),
            Edit(
                path="core/doctype/user/user.py",
                find="\t\tfrappe.enqueue(\n"
                '\t\t\t"frappe.core.doctype.user.user.create_contact",\n'
                "\t\t\tuser=self,\n"
                "\t\t\tignore_mandatory=True,\n"
                "\t\t\tnow=now,\n"
                "\t\t\tenqueue_after_commit=True,\n"
                "\t\t)\n\n",
                replace="",
            ),
        ),
    ),
    Correction(
        name="somebody-is-disabled-by-others",
        why="Disabling a person wrote that person's notification settings with the permissions of "
        "whoever did it: with settings that are each person's alone, nobody could be disabled.",
        source="own finding",
        edits=(
            Edit(
                path="desk/doctype/notification_settings/notification_settings.py",
                find="\t\tsettings.enabled = enable\n\t\tsettings.save()\n",
                replace="\t\tsettings.enabled = enable\n"
                "\t\tsettings.save(ignore_permissions=True)\n",
            ),
        ),
    ),
)
