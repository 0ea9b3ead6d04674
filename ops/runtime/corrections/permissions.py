"""Corrections to methods that read or changed documents without asking whether the user may."""

# ruff: noqa: E501  the edits quote Frappe's own lines, which are longer than ours.

from ops.runtime.corrections.model import Correction, Edit

SERIES = (
    Correction(
        name="public-file-write",
        why="Whoever could log in changed and deleted every public file of everybody.",
        source="probed live on 2023-08, fixed upstream by 15.41",
        edits=(
            Edit(
                path="core/doctype/file/file.py",
                find='\tif not doc.is_private or (user != "Guest" and doc.owner == user) or user == '
                '"Administrator":\n\t\treturn True\n',
                replace='\tis_public_read = not doc.is_private and ptype in ("read", "select", "print", None)\n'
                '\tif is_public_read or (user != "Guest" and doc.owner == user) or user == '
                '"Administrator":\n\t\treturn True\n',
            ),
            Edit(
                path="core/doctype/file/file.py",
                find='\t\t\treturn ref_doc.has_permission("write")\n\t\telse:\n'
                '\t\t\treturn ref_doc.has_permission("read")\n',
                replace='\t\t\treturn frappe.has_permission(doc=ref_doc, ptype="write", user=user)\n\t\telse:\n'
                '\t\t\treturn frappe.has_permission(doc=ref_doc, ptype="read", user=user)\n',
            ),
            Edit(
                path="core/doctype/file/file.py",
                find="\t\tref_doc = frappe.get_doc(attached_to_doctype, attached_to_name)\n\n"
                '\t\tif ptype in ["write", "create", "delete"]:\n',
                replace="\t\tif not frappe.db.exists(attached_to_doctype, attached_to_name):\n"
                "\t\t\treturn False\n"
                "\t\tref_doc = frappe.get_doc(attached_to_doctype, attached_to_name)\n\n"
                '\t\tif ptype not in ("read", "select", "print", "email", "export", "report", None):\n',
            ),
        ),
    ),
    Correction(
        name="custom-report-column",
        why="A custom report column read one field of every row of a type, beyond what the user "
        "may list.",
        source="probed live on 2023-08, fixed upstream by 15.41",
        edits=(
            Edit(
                path="desk/query_report.py",
                find='frappe.get_all(doctype, fields=["name", field], as_list=1)',
                replace='frappe.get_list(doctype, fields=["name", field], as_list=1, limit_page_length=0)',
            ),
        ),
    ),
    Correction(
        name="linked-documents",
        why="The list of documents linked to a name answered for documents the user may not read, "
        "with the listed fields of the linking ones.",
        source="probed live on 2023-08, fixed upstream by 15.41",
        edits=(
            Edit(
                path="desk/form/linked_with.py",
                find="\ttree = SubmittableDocumentTree(doctype, name)\n",
                replace="\tfrappe.get_doc(doctype, name).check_permission()\n"
                "\ttree = SubmittableDocumentTree(doctype, name)\n",
            ),
            Edit(
                path="desk/form/linked_with.py",
                find="def get(doctype, docname):\n",
                replace="def get(doctype, docname):\n\tfrappe.get_doc(doctype, docname).check_permission()\n",
            ),
            Edit(
                path="desk/form/linked_with.py",
                find='\t\t\t\t\tret = frappe.get_all(doctype=dt, fields=fields, filters=link.get("filters"), '
                "order_by=None)\n",
                replace="\t\t\t\t\tret = frappe.get_list(\n"
                '\t\t\t\t\t\tdoctype=dt, fields=fields, filters=link.get("filters"), order_by=None\n'
                "\t\t\t\t\t)\n",
            ),
            Edit(
                path="desk/form/linked_with.py",
                find="\t\t\t\t\t\tret = frappe.get_all(\n\t\t\t\t\t\t\tdoctype=dt, fields=fields, "
                'filters=[[dt, "name", "=", me.parent]], order_by=None\n',
                replace="\t\t\t\t\t\tret = frappe.get_list(\n\t\t\t\t\t\t\tdoctype=dt, fields=fields, "
                'filters=[[dt, "name", "=", me.parent]], order_by=None\n',
            ),
            Edit(
                path="desk/form/linked_with.py",
                find="\t\t\t\t\tret = frappe.get_all(\n\t\t\t\t\t\tdoctype=dt,\n",
                replace="\t\t\t\t\tret = frappe.get_list(\n\t\t\t\t\t\tdoctype=dt,\n",
            ),
            Edit(
                path="desk/form/linked_with.py",
                find="\t\t\t\t\t\tret = frappe.get_all(\n\t\t\t\t\t\t\tdoctype=dt, fields=fields, "
                "filters=filters, or_filters",
                replace="\t\t\t\t\t\tret = frappe.get_list(\n\t\t\t\t\t\t\tdoctype=dt, fields=fields, "
                "filters=filters, or_filters",
            ),
        ),
    ),
    Correction(
        name="private-workspace",
        why="The content of another person's private workspace was given to whoever named it.",
        source="probed live on 2023-08",
        edits=(
            Edit(
                path="desk/desktop.py",
                find='\t\tself.doc = frappe.get_cached_doc("Workspace", self.page_name)\n',
                replace='\t\tself.doc = frappe.get_cached_doc("Workspace", self.page_name)\n'
                "\t\tif self.doc.for_user and self.doc.for_user != frappe.session.user:\n"
                "\t\t\traise frappe.PermissionError\n",
            ),
        ),
    ),
    Correction(
        name="group-by-count-field",
        why="Counts per value took any text as field name: values of hidden fields, and SQL.",
        source="probed live on 2023-08, fixed upstream by 15.41",
        edits=(
            Edit(
                path="desk/listview.py",
                find="\treturn frappe.get_list(\n\t\tdoctype,\n\t\tfilters=current_filters,\n"
                '\t\tgroup_by=f"',
                replace="\tif field not in frappe.model.get_permitted_fields(doctype):\n"
                '\t\tfrappe.throw(frappe._("Not permitted"), frappe.PermissionError)\n\n'
                "\treturn frappe.get_list(\n\t\tdoctype,\n\t\tfilters=current_filters,\n"
                '\t\tgroup_by=f"',
            ),
            Edit(
                path="desk/listview.py",
                find="import frappe\nfrom",
                replace="import frappe\nimport frappe.model\nfrom",
            ),
        ),
    ),
    Correction(
        name="assignment-needs-read",
        why="A user assigned a document that they may not read to an accomplice, and the assignment "
        "shared it with them. The note beside it was put on pages as it was written.",
        source="list of the base: assign_to unchecked, XSS in assign_to",
        edits=(
            Edit(
                path="desk/form/assign_to.py",
                find="\tusers_with_duplicate_todo = []\n\tshared_with_users = []\n",
                replace='\tfrappe.get_doc(args["doctype"], args["name"]).check_permission()\n'
                '\tif args.get("description"):\n'
                '\t\targs["description"] = frappe.utils.sanitize_html(args["description"])\n'
                "\tusers_with_duplicate_todo = []\n\tshared_with_users = []\n",
            ),
            Edit(
                path="desk/form/assign_to.py",
                find="def remove(doctype, name, assign_to):\n",
                replace="def remove(doctype, name, assign_to):\n"
                "\tfrappe.get_doc(doctype, name).check_permission()\n",
            ),
        ),
    ),
    Correction(
        name="tag-needs-write",
        why="Tags of documents that the user may not even read were set and removed.",
        source="list of the base: tag unchecked",
        edits=(
            Edit(
                path="desk/doctype/tag/tag.py",
                find="\tDocTags(dt).add(dn, tag)\n\n\treturn tag\n",
                replace='\tfrappe.get_doc(dt, dn).check_permission("write")\n'
                "\tDocTags(dt).add(dn, tag)\n\n\treturn tag\n",
            ),
            Edit(
                path="desk/doctype/tag/tag.py",
                find="\tfor doc in docs:\n",
                replace='\tfor doc in docs:\n\t\tfrappe.get_doc(dt, doc).check_permission("write")\n',
            ),
            Edit(
                path="desk/doctype/tag/tag.py",
                find="\tDocTags(dt).remove(dn, tag)\n",
                replace='\tfrappe.get_doc(dt, dn).check_permission("write")\n'
                "\tDocTags(dt).remove(dn, tag)\n",
            ),
            Edit(
                path="desk/doctype/tag/tag.py",
                find="\tdoctype = DocType(doctype)\n\treturn (frappe.qb.from_(doctype)"
                ".where(doctype._user_tags.like(tag)).select(doctype.name)).run()\n",
                replace='\treturn frappe.get_list(\n\t\tdoctype, filters={"_user_tags": ("like", tag)}, '
                "as_list=1, limit_page_length=0\n\t)\n",
            ),
        ),
    ),
    Correction(
        name="rename-needs-write-on-document",
        why="Renaming asked for the right to write the type, not this document: User Permissions "
        "did not count.",
        source="list of the base: rename_doc; fixed upstream by 15.41",
        edits=(
            Edit(
                path="model/rename_doc.py",
                find='\t\told_doc = doc or frappe.get_doc(doctype, old)\n\t\tout = old_doc.run_method("before',
                replace="\t\told_doc = doc or frappe.get_doc(doctype, old)\n"
                '\t\tif not ignore_permissions:\n\t\t\told_doc.check_permission("write")\n'
                '\t\tout = old_doc.run_method("before',
            ),
        ),
    ),
    Correction(
        name="address-display-needs-read",
        why="Any address was given to any user who guessed its name.",
        source="list of the base: address/contact display; fixed upstream by 15.41",
        edits=(
            Edit(
                path="contacts/doctype/address/address.py",
                find='\t\taddress_dict = frappe.db.get_value("Address", address_dict, "*", as_dict=True, '
                "cache=True) or {}\n",
                replace='\t\taddress = frappe.get_doc("Address", address_dict)\n'
                "\t\taddress.check_permission()\n\t\taddress_dict = address.as_dict()\n",
            ),
        ),
    ),
    Correction(
        name="auto-repeat-needs-write",
        why="Any user pointed another's repeating document at a document of their choice, or made "
        "one for a document they may not read; the preview rendered a template over it.",
        source="list of the base: auto_repeat; fixed upstream by 15.41",
        edits=(
            Edit(
                path="automation/doctype/auto_repeat/auto_repeat.py",
                find='\tresult = ""\n\ttry:\n',
                replace='\tfrappe.get_doc("Auto Repeat", docname).check_permission("write")\n'
                '\tresult = ""\n\ttry:\n',
            ),
            Edit(
                path="automation/doctype/auto_repeat/auto_repeat.py",
                find="\tdoc = frappe.get_doc(reference_dt, reference_doc)\n\tsubject_preview",
                replace="\tdoc = frappe.get_doc(reference_dt, reference_doc)\n"
                "\tdoc.check_permission()\n\tsubject_preview",
            ),
            Edit(
                path="automation/doctype/auto_repeat/auto_repeat.py",
                find="\tif not start_date:\n\t\tstart_date = getdate(today())\n\tdoc = frappe.new_doc",
                replace="\tfrappe.get_doc(doctype, docname).check_permission()\n"
                "\tif not start_date:\n\t\tstart_date = getdate(today())\n\tdoc = frappe.new_doc",
            ),
        ),
    ),
    Correction(
        name="user-search-user-type",
        why="Any logged-in visitor listed every account by asking to ignore the user type.",
        source="fixed upstream by 15.41",
        edits=(
            Edit(
                path="core/doctype/user/user.py",
                find='\tif filters and filters.get("ignore_user_type"):\n',
                replace='\tif filters and filters.get("ignore_user_type") and '
                'frappe.session.data.user_type != "System User":\n'
                '\t\tfilters.pop("ignore_user_type")\n'
                '\tif filters and filters.get("ignore_user_type"):\n',
            ),
        ),
    ),
    Correction(
        name="workspace-of-another-person",
        why="Private workspaces of others were changed, taken over and deleted, and one was planted "
        "in another person's side bar with script in it.",
        source="CVE-2026-31879",
        edits=(
            Edit(
                path="desk/doctype/workspace/workspace.py",
                find="@frappe.whitelist()\ndef new_page(new_page):\n",
                replace="def require_own_page(doc):\n"
                "\tis_own = doc.for_user == frappe.session.user and not doc.public\n"
                "\tif not is_own and (doc.for_user or not is_workspace_manager()):\n"
                '\t\tfrappe.throw(_("Not permitted"), frappe.PermissionError)\n\n\n'
                "@frappe.whitelist()\ndef new_page(new_page):\n",
            ),
            Edit(
                path="desk/doctype/workspace/workspace.py",
                find='\tdoc.for_user = page.get("for_user")\n',
                replace='\tdoc.for_user = None if page.get("public") else frappe.session.user\n',
            ),
            Edit(
                path="desk/doctype/workspace/workspace.py",
                find='\tdoc = frappe.get_doc("Workspace", name)\n\n\tif doc:\n',
                replace='\tdoc = frappe.get_doc("Workspace", name)\n\trequire_own_page(doc)\n'
                "\tif public and not is_workspace_manager():\n"
                '\t\tfrappe.throw(_("Not permitted"), frappe.PermissionError)\n\n\tif doc:\n',
            ),
            Edit(
                path="desk/doctype/workspace/workspace.py",
                find="\tdoc.content = blocks\n\tdoc.save(ignore_permissions=True)\n",
                replace="\trequire_own_page(doc)\n"
                "\tdoc.content = blocks\n\tdoc.save(ignore_permissions=True)\n",
            ),
            Edit(
                path="desk/doctype/workspace/workspace.py",
                find='\told_doc = frappe.get_doc("Workspace", page_name)\n',
                replace='\told_doc = frappe.get_doc("Workspace", page_name)\n'
                "\tif old_doc.for_user and old_doc.for_user != frappe.session.user:\n"
                '\t\tfrappe.throw(_("Not permitted"), frappe.PermissionError)\n',
            ),
            Edit(
                path="desk/doctype/workspace/workspace.py",
                find='\t\tfrappe.get_doc("Workspace", page.get("name")).delete(ignore_permissions=True)\n',
                replace='\t\tdoc = frappe.get_doc("Workspace", page.get("name"))\n'
                "\t\trequire_own_page(doc)\n\t\tdoc.delete(ignore_permissions=True)\n",
            ),
        ),
    ),
    Correction(
        name="no-pictures-from-elsewhere",
        why="A file whose address is elsewhere made the server fetch any address of the network.",
        source="CVE-2026-31878",
        edits=(
            Edit(
                path="core/doctype/file/utils.py",
                find="\tfile_url = frappe.utils.get_url(file_url)\n\tr = requests.get(file_url, stream=True)\n",
                replace='\tfrappe.throw(_("Pictures are not fetched from other servers"))\n'
                "\tfile_url = frappe.utils.get_url(file_url)\n\tr = requests.get(file_url, stream=True)\n",
            ),
        ),
    ),
    Correction(
        name="private-file-letter-by-letter",
        why="The database takes A.csv for a.csv, the disk does not: whoever uploaded the one read the "
        "other, somebody else's private file.",
        source="own finding",
        edits=(
            Edit(
                path="utils/response.py",
                find='\tfiles = frappe.get_all("File", filters={"file_url": path}, fields="*")\n',
                replace='\tfiles = frappe.get_all("File", filters={"file_url": path}, fields="*")\n'
                "\tfiles = [file for file in files if file.file_url == path]\n",
            ),
        ),
    ),
    Correction(
        name="restrictions-hold-for-their-writers",
        why="Who may write restrictions was free of the own ones, on single documents.",
        source="upstream 2aa9dadd; docs/security-advisories.md",
        edits=(
            Edit(
                path="permissions.py",
                find="\t# user can create own role permissions, so nothing applies\n"
                '\tif get_role_permissions("User Permission", user=user).get("write"):\n'
                "\t\treturn True\n\n",
                replace="",
            ),
        ),
    ),
    Correction(
        name="changed-rows-are-told-to-who-may-see-them",
        why="Live news of a list named every document that changed, to everybody who may read some "
        "of the type: an employee heard which colleagues' records were changed.",
        source="own finding",
        edits=(
            Edit(
                path="model/document.py",
                find='\t\t\tand not self.meta.get("istable")\n\t\t):\n'
                '\t\t\tdata = {"doctype": self.doctype, "name": self.name, "user": frappe.session.user}\n',
                replace='\t\t\tand not self.meta.get("istable")\n'
                '\t\t\tand not frappe.get_hooks("permission_query_conditions", {}).get(self.doctype)\n'
                "\t\t):\n"
                '\t\t\tdata = {"doctype": self.doctype, "name": self.name, "user": frappe.session.user}\n',
            ),
        ),
    ),
)
