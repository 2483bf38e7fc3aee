CREATE TABLE "account" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	name_key VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	gift_policy JSON NOT NULL, 
	relationship VARCHAR, 
	lifecycle VARCHAR, 
	created_at DATETIME NOT NULL, 
	listed_policy JSON DEFAULT '{}' NOT NULL, 
	set_policy JSON DEFAULT '{}' NOT NULL, 
	policy_changed_at DATETIME, 
	searched VARCHAR DEFAULT ('') NOT NULL, 
	proposed_policy JSON DEFAULT '{}' NOT NULL, 
	worth VARCHAR, 
	giver_id VARCHAR, stated_policy JSON DEFAULT '{}' NOT NULL, 
	CONSTRAINT ck_account_lifecycle CHECK (lifecycle IN ('new', 'active', 'renewal', 'lapsed')), 
	CONSTRAINT ck_account_relationship CHECK (relationship IN ('prospect', 'customer', 'partner')), 
	CONSTRAINT ck_account_worth CHECK (worth IN ('low', 'middle', 'high')), 
	CONSTRAINT fk_account_giver_id FOREIGN KEY(giver_id) REFERENCES user_account (id), 
	CONSTRAINT fk_account_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT uq_account_workspace_id_name_key UNIQUE (workspace_id, name_key)
);
CREATE TABLE account_pause (
	account_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	until DATETIME NOT NULL, 
	reason VARCHAR NOT NULL, 
	set_by VARCHAR, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT ck_account_pause_reason CHECK (reason IN ('contract_talks', 'complaint', 'their_wish', 'other')), 
	CONSTRAINT fk_account_pause_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT fk_account_pause_set_by FOREIGN KEY(set_by) REFERENCES user_account (id), 
	CONSTRAINT fk_account_pause_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_account_pause PRIMARY KEY (account_id)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE alert_quiet (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	since DATETIME NOT NULL, 
	until DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	CONSTRAINT pk_alert_quiet PRIMARY KEY (id)
);
CREATE TABLE announcement (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	subject_id VARCHAR NOT NULL, 
	body JSON NOT NULL, 
	at DATETIME NOT NULL, 
	is_passed_on BOOLEAN NOT NULL, 
	CONSTRAINT fk_announcement_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_announcement PRIMARY KEY (id)
);
CREATE TABLE api_answer (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	act VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	given_hash VARCHAR NOT NULL, 
	payload_hash VARCHAR NOT NULL, 
	http_status INTEGER NOT NULL, 
	answer JSON NOT NULL, 
	subject_id VARCHAR, 
	at DATETIME NOT NULL, 
	CONSTRAINT ck_api_answer_by CHECK (by IN ('header', 'external_id')), 
	CONSTRAINT fk_api_answer_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_api_answer PRIMARY KEY (id), 
	CONSTRAINT uq_api_answer_workspace_id_act_by_given_hash UNIQUE (workspace_id, act, "by", given_hash)
);
CREATE TABLE api_key (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	scopes JSON NOT NULL, 
	made_by VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	expires_at DATETIME, 
	revoked_at DATETIME, 
	revoked_by VARCHAR, 
	minute INTEGER DEFAULT 0 NOT NULL, 
	calls INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT ck_api_key_kind CHECK (kind IN ('test', 'live')), 
	CONSTRAINT fk_api_key_made_by FOREIGN KEY(made_by) REFERENCES user_account (id), 
	CONSTRAINT fk_api_key_revoked_by FOREIGN KEY(revoked_by) REFERENCES user_account (id), 
	CONSTRAINT fk_api_key_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_api_key PRIMARY KEY (id)
);
CREATE TABLE api_secret (
	id VARCHAR NOT NULL, 
	key_id VARCHAR NOT NULL, 
	secret_hash VARCHAR NOT NULL, 
	last_four VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	ends_at DATETIME, 
	used_at DATETIME, 
	used_from BLOB, 
	CONSTRAINT fk_api_secret_key_id FOREIGN KEY(key_id) REFERENCES api_key (id), 
	CONSTRAINT pk_api_secret PRIMARY KEY (id), 
	CONSTRAINT uq_api_secret_secret_hash UNIQUE (secret_hash)
);
CREATE TABLE api_use (
	id INTEGER NOT NULL, 
	key_id VARCHAR NOT NULL, 
	act VARCHAR NOT NULL, 
	address BLOB, 
	at DATETIME NOT NULL, 
	CONSTRAINT fk_api_use_key_id FOREIGN KEY(key_id) REFERENCES api_key (id), 
	CONSTRAINT pk_api_use PRIMARY KEY (id)
);
CREATE TABLE assignment (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	experiment_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	arm VARCHAR NOT NULL, 
	probability DOUBLE NOT NULL, 
	holdout INTEGER NOT NULL, 
	drawn_at DATETIME NOT NULL, 
	CONSTRAINT ck_assignment_probability CHECK (probability > 0 AND probability <= 1), 
	CONSTRAINT fk_assignment_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_assignment_experiment_id_experiment FOREIGN KEY(experiment_id) REFERENCES experiment (id), 
	CONSTRAINT fk_assignment_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_assignment_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_assignment PRIMARY KEY (id), 
	CONSTRAINT uq_assignment_experiment_id_recipient_id UNIQUE (experiment_id, recipient_id)
);
CREATE TABLE "audit_entry" (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR, 
	user_id VARCHAR, 
	act VARCHAR NOT NULL, 
	subject_id VARCHAR, 
	body JSON NOT NULL, 
	at DATETIME NOT NULL, key_id VARCHAR, 
	CONSTRAINT fk_audit_entry_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT fk_audit_entry_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_audit_entry PRIMARY KEY (id)
);
CREATE TABLE audit_run (
	id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	seconds DOUBLE NOT NULL, 
	findings INTEGER NOT NULL, 
	CONSTRAINT pk_audit_run PRIMARY KEY (id)
);
CREATE TABLE away_calendar (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	url BLOB, 
	spans JSON NOT NULL, 
	asked_at DATETIME, 
	read_at DATETIME, 
	error_code VARCHAR, 
	created_by VARCHAR, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT fk_away_calendar_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT fk_away_calendar_created_by FOREIGN KEY(created_by) REFERENCES user_account (id), 
	CONSTRAINT fk_away_calendar_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_away_calendar PRIMARY KEY (id)
);
CREATE TABLE "campaign" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	sender JSON NOT NULL, 
	brand JSON NOT NULL, 
	occasion JSON NOT NULL, 
	message JSON NOT NULL, 
	purpose VARCHAR NOT NULL, 
	films VARCHAR NOT NULL, 
	charities JSON NOT NULL, 
	budget_minor INTEGER NOT NULL, 
	reserved_minor INTEGER NOT NULL, 
	captured_minor INTEGER NOT NULL, 
	currency VARCHAR NOT NULL, 
	band_min_minor INTEGER NOT NULL, 
	band_max_minor INTEGER NOT NULL, 
	account_budget_minor INTEGER, 
	yearly_cap_minor INTEGER, 
	public_cap_minor INTEGER, 
	uniqueness VARCHAR NOT NULL, 
	undo_hours INTEGER NOT NULL, 
	deliver_on DATE NOT NULL, 
	expires_at DATETIME NOT NULL, 
	current_match_run_id VARCHAR, 
	approved_by VARCHAR, 
	approved_at DATETIME, 
	created_at DATETIME NOT NULL, 
	approved_match_run_id VARCHAR, 
	old_words JSON DEFAULT '{}' NOT NULL, 
	inscription JSON, 
	seller_id VARCHAR, 
	swap_limit VARCHAR DEFAULT 'within_20' NOT NULL, 
	swap_floor_minor INTEGER, 
	swaps_once BOOLEAN DEFAULT 0 NOT NULL, 
	price_shown BOOLEAN DEFAULT 1 NOT NULL, 
	deleted_at DATETIME, 
	searched VARCHAR DEFAULT ('') NOT NULL, 
	reaches_by_card BOOLEAN DEFAULT 0 NOT NULL, 
	budget_told INTEGER DEFAULT '0' NOT NULL, 
	givers VARCHAR DEFAULT 'one' NOT NULL, 
	CONSTRAINT ck_campaign_band CHECK (band_min_minor <= band_max_minor), 
	CONSTRAINT ck_campaign_budget_told CHECK (budget_told IN (0, 80, 100)), 
	CONSTRAINT ck_campaign_caps_not_negative CHECK (account_budget_minor >= 0 AND yearly_cap_minor >= 0 AND public_cap_minor >= 0), 
	CONSTRAINT ck_campaign_films CHECK (films IN ('ahead', 'opened', 'asked')), 
	CONSTRAINT ck_campaign_givers CHECK (givers IN ('one', 'each')), 
	CONSTRAINT ck_campaign_money_not_negative CHECK (reserved_minor >= 0 AND captured_minor >= 0), 
	CONSTRAINT ck_campaign_purpose CHECK (purpose IN ('mixed', 'hello', 'welcome', 'thanks', 'renewal', 'win_back', 'partners')), 
	CONSTRAINT ck_campaign_status CHECK (status IN ('draft', 'planning', 'planned', 'pending_approval', 'approved', 'running', 'paused', 'closed')), 
	CONSTRAINT ck_campaign_swap_floor CHECK (swap_floor_minor >= 0), 
	CONSTRAINT ck_campaign_swap_limit CHECK (swap_limit IN ('within_20', 'within_10', 'not_dearer', 'none')), 
	CONSTRAINT ck_campaign_uniqueness CHECK (uniqueness IN ('account', 'campaign')), 
	CONSTRAINT ck_campaign_within_budget CHECK (reserved_minor + captured_minor <= budget_minor), 
	CONSTRAINT fk_campaign_approved_by FOREIGN KEY(approved_by) REFERENCES user_account (id), 
	CONSTRAINT fk_campaign_seller_id FOREIGN KEY(seller_id) REFERENCES user_account (id), 
	CONSTRAINT fk_campaign_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_campaign PRIMARY KEY (id)
);
CREATE TABLE campaign_material (
	campaign_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	paper VARCHAR, 
	music VARCHAR, 
	clip_key VARCHAR, 
	clip JSON NOT NULL, 
	clip_from DOUBLE NOT NULL, 
	clip_to DOUBLE NOT NULL, 
	logo_key VARCHAR, 
	voice_key VARCHAR, 
	voice_seconds DOUBLE, 
	caption JSON NOT NULL, 
	said JSON NOT NULL, 
	rights_by VARCHAR, 
	rights_at DATETIME, 
	composed_key VARCHAR, 
	composed JSON NOT NULL, 
	refused VARCHAR, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT ck_campaign_material_music CHECK (music IS NULL OR music IN ('calm', 'focus', 'sport', 'curiosity', 'family', 'craft')), 
	CONSTRAINT ck_campaign_material_paper CHECK (paper IS NULL OR paper IN ('sand', 'blush', 'sage', 'butter')), 
	CONSTRAINT ck_campaign_material_part CHECK (clip_from >= 0 AND clip_to >= clip_from), 
	CONSTRAINT ck_campaign_material_revision CHECK (revision > 0), 
	CONSTRAINT ck_campaign_material_rights CHECK ((rights_by IS NULL) = (rights_at IS NULL)), 
	CONSTRAINT fk_campaign_material_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_campaign_material_rights_by FOREIGN KEY(rights_by) REFERENCES user_account (id), 
	CONSTRAINT fk_campaign_material_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_campaign_material PRIMARY KEY (campaign_id)
);
CREATE TABLE campaign_problem (
	campaign_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	problem VARCHAR NOT NULL, 
	measured_by VARCHAR NOT NULL, 
	good_enough INTEGER NOT NULL, 
	stop_below INTEGER NOT NULL, 
	stated_by VARCHAR, 
	stated_at DATETIME NOT NULL, 
	CONSTRAINT ck_campaign_problem_good_enough CHECK (good_enough > 0 AND good_enough <= 100), 
	CONSTRAINT ck_campaign_problem_stop_below CHECK (stop_below >= 0 AND stop_below <= 100), 
	CONSTRAINT fk_campaign_problem_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_campaign_problem_stated_by FOREIGN KEY(stated_by) REFERENCES user_account (id), 
	CONSTRAINT fk_campaign_problem_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_campaign_problem PRIMARY KEY (campaign_id)
);
CREATE TABLE "campaign_recipient" (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	row_number INTEGER NOT NULL, 
	giver_id VARCHAR, 
	CONSTRAINT fk_campaign_recipient_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_campaign_recipient_giver_id FOREIGN KEY(giver_id) REFERENCES user_account (id), 
	CONSTRAINT fk_campaign_recipient_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_campaign_recipient_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_campaign_recipient PRIMARY KEY (id), 
	CONSTRAINT uq_campaign_recipient_campaign_id_recipient_id UNIQUE (campaign_id, recipient_id)
);
CREATE TABLE capped_message (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	decision_id VARCHAR NOT NULL, 
	gift_id VARCHAR, 
	kind VARCHAR NOT NULL, 
	kept VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT fk_capped_message_decision_id FOREIGN KEY(decision_id) REFERENCES next_decision (id), 
	CONSTRAINT fk_capped_message_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_capped_message_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_capped_message_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_capped_message PRIMARY KEY (id)
);
CREATE TABLE card_code (
	code_hash VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	link_version INTEGER NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT fk_card_code_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_card_code_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_card_code PRIMARY KEY (code_hash)
);
CREATE TABLE charity (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	line JSON NOT NULL, 
	registration VARCHAR NOT NULL, 
	retired_at DATETIME, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT fk_charity_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_charity PRIMARY KEY (id)
);
CREATE TABLE clock_mark (
	id INTEGER NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_clock_mark PRIMARY KEY (id)
);
CREATE TABLE closed_month (
	workspace_id VARCHAR NOT NULL, 
	month DATE NOT NULL, 
	lines INTEGER NOT NULL, 
	sums JSON NOT NULL, 
	closed_by VARCHAR, 
	closed_at DATETIME NOT NULL, 
	CONSTRAINT ck_closed_month_lines_not_negative CHECK (lines >= 0), 
	CONSTRAINT fk_closed_month_closed_by FOREIGN KEY(closed_by) REFERENCES user_account (id), 
	CONSTRAINT fk_closed_month_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_closed_month PRIMARY KEY (workspace_id, month)
);
CREATE TABLE company_policy (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	gift_id VARCHAR, 
	address VARCHAR, 
	rules JSON NOT NULL, 
	contact BLOB, 
	said_at DATETIME NOT NULL, 
	said_by VARCHAR, 
	ended_at DATETIME, 
	"end" VARCHAR, 
	ended_by VARCHAR, 
	CONSTRAINT ck_company_policy_end CHECK ("end" IN ('replaced', 'taken_out')), 
	CONSTRAINT ck_company_policy_ended CHECK (("end" IS NULL) = (ended_at IS NULL)), 
	CONSTRAINT ck_company_policy_of_a_gift CHECK ((origin = 'office') = (gift_id IS NOT NULL)), 
	CONSTRAINT ck_company_policy_of_an_address CHECK (origin <> 'address' OR address IS NOT NULL), 
	CONSTRAINT ck_company_policy_origin CHECK (origin IN ('office', 'upload', 'address')), 
	CONSTRAINT fk_company_policy_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT fk_company_policy_ended_by FOREIGN KEY(ended_by) REFERENCES user_account (id), 
	CONSTRAINT fk_company_policy_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_company_policy_said_by FOREIGN KEY(said_by) REFERENCES user_account (id), 
	CONSTRAINT fk_company_policy_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_company_policy PRIMARY KEY (id)
);
CREATE TABLE consent (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	act VARCHAR NOT NULL, 
	wording VARCHAR, 
	locale VARCHAR, 
	said_on DATE, 
	channel VARCHAR NOT NULL, 
	statement_id VARCHAR, 
	at DATETIME NOT NULL, 
	CONSTRAINT ck_consent_about CHECK (about IN ('food', 'mail', 'texts', 'use', 'viewing', 'shown')), 
	CONSTRAINT ck_consent_act CHECK (act IN ('agreed', 'stated', 'withdrawn', 'objected', 'resumed')), 
	CONSTRAINT ck_consent_channel CHECK (channel IN ('page', 'mail', 'text', 'list', 'key', 'earlier')), 
	CONSTRAINT fk_consent_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_consent_statement_id FOREIGN KEY(statement_id) REFERENCES list_statement (id), 
	CONSTRAINT fk_consent_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_consent PRIMARY KEY (id)
);
CREATE TABLE consent_rule (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	asks BOOLEAN NOT NULL, 
	source VARCHAR NOT NULL, 
	source_on DATE NOT NULL, 
	said_by VARCHAR, 
	said_at DATETIME NOT NULL, 
	CONSTRAINT fk_consent_rule_said_by FOREIGN KEY(said_by) REFERENCES user_account (id), 
	CONSTRAINT fk_consent_rule_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_consent_rule PRIMARY KEY (id), 
	CONSTRAINT uq_consent_rule_workspace_id_country UNIQUE (workspace_id, country)
);
CREATE TABLE contact (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	at DATETIME NOT NULL, way VARCHAR DEFAULT 'mail' NOT NULL, 
	CONSTRAINT fk_contact_gift_id_gift FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_contact_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_contact_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_contact PRIMARY KEY (id), 
	CONSTRAINT uq_contact_message_id UNIQUE (message_id)
);
CREATE TABLE contact_limit (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR, 
	message_days INTEGER NOT NULL, 
	question_days INTEGER NOT NULL, 
	CONSTRAINT ck_contact_limit_only_tighter CHECK (message_days >= 3 AND question_days >= 14), 
	CONSTRAINT fk_contact_limit_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_contact_limit_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_contact_limit PRIMARY KEY (id), 
	CONSTRAINT uq_contact_limit_workspace_id_recipient_id UNIQUE (workspace_id, recipient_id)
);
CREATE TABLE "contact_policy" (
	workspace_id VARCHAR NOT NULL, 
	account_messages INTEGER NOT NULL, 
	ignored INTEGER NOT NULL, 
	ignored_days INTEGER NOT NULL, 
	quiet_days INTEGER NOT NULL, 
	set_by VARCHAR, 
	set_at DATETIME NOT NULL, 
	mail_messages INTEGER DEFAULT 10 NOT NULL, 
	text_messages INTEGER DEFAULT 4 NOT NULL, 
	CONSTRAINT ck_contact_policy_account_messages CHECK (account_messages >= 1 AND account_messages <= 60), 
	CONSTRAINT ck_contact_policy_ignored CHECK (ignored >= 1 AND ignored <= 2), 
	CONSTRAINT ck_contact_policy_ignored_days CHECK (ignored_days >= 30 AND ignored_days <= 366), 
	CONSTRAINT ck_contact_policy_mail_messages CHECK (mail_messages >= 1 AND mail_messages <= 10), 
	CONSTRAINT ck_contact_policy_quiet_days CHECK (quiet_days >= 60 AND quiet_days <= 366), 
	CONSTRAINT ck_contact_policy_text_messages CHECK (text_messages >= 1 AND text_messages <= 4), 
	CONSTRAINT fk_contact_policy_set_by FOREIGN KEY(set_by) REFERENCES user_account (id), 
	CONSTRAINT fk_contact_policy_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_contact_policy PRIMARY KEY (workspace_id)
);
CREATE TABLE contact_wish (
	recipient_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	body BLOB NOT NULL, 
	"before" BLOB, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT fk_contact_wish_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_contact_wish_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_contact_wish PRIMARY KEY (recipient_id)
);
CREATE TABLE crm_columns (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	system VARCHAR NOT NULL, 
	rows VARCHAR NOT NULL, 
	columns JSON NOT NULL, 
	said_at DATETIME NOT NULL, 
	CONSTRAINT ck_crm_columns_rows CHECK (rows IN ('people', 'companies')), 
	CONSTRAINT ck_crm_columns_system CHECK (system IN ('salesforce', 'hubspot', 'own')), 
	CONSTRAINT fk_crm_columns_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_crm_columns PRIMARY KEY (id), 
	CONSTRAINT uq_crm_columns_workspace_id_system_rows UNIQUE (workspace_id, system, rows)
);
CREATE TABLE data_request (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	asked_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	noted_at DATETIME NOT NULL, 
	noted_by VARCHAR, 
	outcome VARCHAR, 
	done_at DATETIME, 
	done_by VARCHAR, 
	CONSTRAINT ck_data_request_done CHECK ((outcome IS NULL) = (done_at IS NULL)), 
	CONSTRAINT ck_data_request_kind CHECK (kind IN ('export', 'correct', 'erase')), 
	CONSTRAINT ck_data_request_outcome CHECK (outcome IN ('done', 'withdrawn', 'refused', 'erased')), 
	CONSTRAINT fk_data_request_done_by_user_account FOREIGN KEY(done_by) REFERENCES user_account (id), 
	CONSTRAINT fk_data_request_noted_by_user_account FOREIGN KEY(noted_by) REFERENCES user_account (id), 
	CONSTRAINT fk_data_request_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_data_request_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_data_request PRIMARY KEY (id)
);
CREATE TABLE decision_record (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	body JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT fk_decision_record_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_decision_record_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_decision_record PRIMARY KEY (id)
);
CREATE TABLE delivery_address (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	body BLOB, 
	erase_after DATETIME, 
	erased_at DATETIME, 
	created_at DATETIME NOT NULL, carrier VARCHAR, tracking BLOB, 
	CONSTRAINT fk_delivery_address_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_delivery_address_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_delivery_address_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_delivery_address PRIMARY KEY (id), 
	CONSTRAINT uq_delivery_address_gift_id UNIQUE (gift_id)
);
CREATE TABLE dietary_saying (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	text_hash VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT fk_dietary_saying_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_dietary_saying_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_dietary_saying PRIMARY KEY (id), 
	CONSTRAINT uq_dietary_saying_recipient_id_text_hash UNIQUE (recipient_id, text_hash)
);
CREATE TABLE distrust (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR, 
	gift_id VARCHAR, 
	kind VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	settled_at DATETIME, 
	settled_by VARCHAR, 
	CONSTRAINT ck_distrust_gift CHECK ((kind = 'gift') = (gift_id IS NOT NULL)), 
	CONSTRAINT ck_distrust_kind CHECK (kind IN ('gift', 'forged')), 
	CONSTRAINT fk_distrust_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_distrust_settled_by FOREIGN KEY(settled_by) REFERENCES user_account (id), 
	CONSTRAINT fk_distrust_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_distrust PRIMARY KEY (id)
);
CREATE TABLE donation_booking (
	gift_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	registration VARCHAR NOT NULL, 
	reference VARCHAR NOT NULL, 
	input_hash VARCHAR, 
	files JSON DEFAULT '{}' NOT NULL, 
	booked_by VARCHAR, 
	booked_at DATETIME NOT NULL, 
	CONSTRAINT fk_donation_booking_gift_id_gift FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_donation_booking_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_donation_booking PRIMARY KEY (gift_id)
);
CREATE TABLE drawn_share (
	workspace_id VARCHAR NOT NULL, 
	share DOUBLE NOT NULL, 
	set_by VARCHAR, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT ck_drawn_share_share CHECK (share >= 0 AND share <= 0.02), 
	CONSTRAINT fk_drawn_share_set_by FOREIGN KEY(set_by) REFERENCES user_account (id), 
	CONSTRAINT fk_drawn_share_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_drawn_share PRIMARY KEY (workspace_id)
);
CREATE TABLE "drawn_term" (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	experiment_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	campaign_id VARCHAR, 
	kind VARCHAR NOT NULL, 
	cap_minor INTEGER, 
	ended_at DATETIME, 
	CONSTRAINT ck_drawn_term_cap CHECK ((kind = 'cap') = (cap_minor IS NOT NULL)), 
	CONSTRAINT ck_drawn_term_everywhere CHECK (campaign_id IS NOT NULL OR kind = 'held_out'), 
	CONSTRAINT ck_drawn_term_kind CHECK (kind IN ('held_out', 'cap', 'no_film', 'no_subject', 'no_line')), 
	CONSTRAINT fk_drawn_term_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_drawn_term_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_drawn_term_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_drawn_term PRIMARY KEY (id)
);
CREATE TABLE "experiment" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	hypothesis VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	metric VARCHAR NOT NULL, 
	base_percent INTEGER NOT NULL, 
	smallest_points INTEGER NOT NULL, 
	planned INTEGER NOT NULL, 
	shares JSON NOT NULL, 
	holdout INTEGER NOT NULL, 
	holdouts JSON NOT NULL, 
	settings JSON NOT NULL, 
	covers_all BOOLEAN NOT NULL, 
	counts_drawn BOOLEAN NOT NULL, 
	state VARCHAR NOT NULL, 
	created_by VARCHAR, 
	created_at DATETIME NOT NULL, 
	started_at DATETIME, 
	ended_at DATETIME, 
	CONSTRAINT ck_experiment_ended CHECK ((state IN ('finished', 'stopped')) = (ended_at IS NOT NULL)), 
	CONSTRAINT ck_experiment_holdout CHECK (holdout >= 0 AND holdout <= 50), 
	CONSTRAINT ck_experiment_kind CHECK (kind IN ('film', 'film_none', 'subject', 'line', 'band', 'holdout')), 
	CONSTRAINT ck_experiment_metric CHECK (metric IN ('kept', 'opened', 'swapped', 'met', 'bought', 'csat', 'cared')), 
	CONSTRAINT ck_experiment_planned CHECK (planned >= 2), 
	CONSTRAINT ck_experiment_smallest CHECK (smallest_points > 0 AND smallest_points <= 100), 
	CONSTRAINT ck_experiment_started CHECK ((state = 'draft') = (started_at IS NULL)), 
	CONSTRAINT ck_experiment_state CHECK (state IN ('draft', 'running', 'paused', 'finished', 'stopped')), 
	CONSTRAINT fk_experiment_created_by_user_account FOREIGN KEY(created_by) REFERENCES user_account (id), 
	CONSTRAINT fk_experiment_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_experiment PRIMARY KEY (id)
);
CREATE TABLE experiment_campaign (
	experiment_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	CONSTRAINT fk_experiment_campaign_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_experiment_campaign_experiment_id_experiment FOREIGN KEY(experiment_id) REFERENCES experiment (id), 
	CONSTRAINT fk_experiment_campaign_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_experiment_campaign PRIMARY KEY (experiment_id, campaign_id)
);
CREATE TABLE experiment_score (
	rating_id VARCHAR NOT NULL, 
	experiment_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	arm VARCHAR NOT NULL, 
	probability DOUBLE NOT NULL, 
	holdout INTEGER NOT NULL, 
	metric VARCHAR NOT NULL, 
	is_yes BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT ck_experiment_score_metric CHECK (metric IN ('csat', 'cared')), 
	CONSTRAINT ck_experiment_score_probability CHECK (probability > 0 AND probability <= 1), 
	CONSTRAINT fk_experiment_score_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiment (id), 
	CONSTRAINT fk_experiment_score_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_experiment_score PRIMARY KEY (rating_id, experiment_id)
);
CREATE TABLE external_id (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	resource VARCHAR NOT NULL, 
	value_hash VARCHAR NOT NULL, 
	value BLOB NOT NULL, 
	subject_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT fk_external_id_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_external_id PRIMARY KEY (id), 
	CONSTRAINT uq_external_id_workspace_id_resource_subject_id UNIQUE (workspace_id, resource, subject_id), 
	CONSTRAINT uq_external_id_workspace_id_resource_value_hash UNIQUE (workspace_id, resource, value_hash)
);
CREATE TABLE "film_event" (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	viewing VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	mark VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT ck_film_event_kind CHECK (kind IN ('started', 'played', 'again', 'chapter', 'pressed', 'stopped')), 
	CONSTRAINT fk_film_event_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_film_event_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_film_event_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_film_event PRIMARY KEY (id), 
	CONSTRAINT uq_film_event_gift_id_viewing_kind_mark UNIQUE (gift_id, viewing, kind, mark)
);
CREATE TABLE film_preview (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	gift_id VARCHAR, 
	who VARCHAR NOT NULL, 
	story_hash VARCHAR NOT NULL, 
	input_hash VARCHAR NOT NULL, 
	files JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT fk_film_preview_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_film_preview_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_film_preview_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_film_preview PRIMARY KEY (id), 
	CONSTRAINT uq_film_preview_campaign_id_who_story_hash UNIQUE (campaign_id, who, story_hash)
);
CREATE TABLE "gift" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	unique_within VARCHAR NOT NULL, 
	match_run_id VARCHAR, 
	status VARCHAR NOT NULL, 
	hold_reason VARCHAR, 
	unmatched_reasons JSON NOT NULL, 
	product_id VARCHAR, 
	original_product_id VARCHAR, 
	price_minor INTEGER NOT NULL, 
	currency VARCHAR NOT NULL, 
	is_swapped BOOLEAN NOT NULL, 
	is_overridden BOOLEAN NOT NULL, 
	is_reserved BOOLEAN NOT NULL, 
	link_version INTEGER NOT NULL, 
	link_hash VARCHAR NOT NULL, 
	content_version INTEGER NOT NULL, 
	wave INTEGER, 
	delivery_status VARCHAR NOT NULL, 
	decline_reason VARCHAR, 
	charity VARCHAR, 
	status_before VARCHAR, 
	undo_until DATETIME, 
	opened_at DATETIME, 
	decided_at DATETIME, 
	launched_at DATETIME, 
	created_at DATETIME NOT NULL, 
	looks INTEGER NOT NULL, 
	stopped_at DATETIME, 
	product_family VARCHAR, 
	first_price_minor INTEGER, 
	canceled_at DATETIME, 
	locked_at DATETIME, 
	cancel_reason VARCHAR, 
	open_until DATETIME, 
	check_hash VARCHAR, 
	distrusted_at DATETIME, 
	quiet_seconds INTEGER DEFAULT 0 NOT NULL, 
	office_hash VARCHAR, 
	office_answer VARCHAR, 
	office_answered_at DATETIME, 
	office_product_id VARCHAR, 
	extra_minor INTEGER DEFAULT 0 NOT NULL, 
	extra_parts JSON DEFAULT '{}' NOT NULL, 
	sunk_minor INTEGER DEFAULT 0 NOT NULL, passed_on_at DATETIME, kept_until DATETIME, 
	CONSTRAINT ck_gift_extra_not_negative CHECK (extra_minor >= 0 AND sunk_minor >= 0), 
	CONSTRAINT ck_gift_office_answer CHECK (office_answer IN ('keep', 'share', 'return')), 
	CONSTRAINT ck_gift_office_answered CHECK ((office_answer IS NULL) = (office_answered_at IS NULL)), 
	CONSTRAINT ck_gift_price_not_negative CHECK (price_minor >= 0), 
	CONSTRAINT fk_gift_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT fk_gift_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_gift_match_run_id FOREIGN KEY(match_run_id) REFERENCES match_run (id), 
	CONSTRAINT fk_gift_office_product_id FOREIGN KEY(office_product_id) REFERENCES product (id), 
	CONSTRAINT fk_gift_original_product_id FOREIGN KEY(original_product_id) REFERENCES product (id), 
	CONSTRAINT fk_gift_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_gift_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_gift_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_gift PRIMARY KEY (id), 
	CONSTRAINT uq_gift_campaign_id_recipient_id UNIQUE (campaign_id, recipient_id), 
	CONSTRAINT uq_gift_check_hash UNIQUE (check_hash), 
	CONSTRAINT uq_gift_link_hash UNIQUE (link_hash), 
	CONSTRAINT uq_gift_office_hash UNIQUE (office_hash)
);
CREATE TABLE gift_alternative (
	gift_id VARCHAR NOT NULL, 
	rank INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	product_id VARCHAR NOT NULL, 
	CONSTRAINT fk_gift_alternative_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_gift_alternative_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_gift_alternative_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_gift_alternative PRIMARY KEY (gift_id, rank)
);
CREATE TABLE gift_event (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	body JSON NOT NULL, 
	at DATETIME NOT NULL, is_passed_on BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT fk_gift_event_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_gift_event_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_gift_event_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_gift_event PRIMARY KEY (id)
);
CREATE TABLE gift_wait (
	gift_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	product_id VARCHAR NOT NULL, 
	expected_on DATE, 
	until DATETIME NOT NULL, 
	state VARCHAR NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT ck_gift_wait_state CHECK (state IN ('offered', 'waiting', 'back', 'stopped', 'ended')), 
	CONSTRAINT fk_gift_wait_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_gift_wait_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_gift_wait_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_gift_wait PRIMARY KEY (gift_id)
);
CREATE TABLE giver_request (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	asked_by VARCHAR NOT NULL, 
	asked_of VARCHAR NOT NULL, 
	asked_at DATETIME NOT NULL, 
	state VARCHAR NOT NULL, 
	decided_by VARCHAR, 
	decided_at DATETIME, 
	CONSTRAINT ck_giver_request_decided CHECK ((state = 'asked') = (decided_at IS NULL)), 
	CONSTRAINT ck_giver_request_state CHECK (state IN ('asked', 'given', 'kept')), 
	CONSTRAINT ck_giver_request_two_people CHECK (asked_by <> asked_of), 
	CONSTRAINT fk_giver_request_asked_by FOREIGN KEY(asked_by) REFERENCES user_account (id), 
	CONSTRAINT fk_giver_request_asked_of FOREIGN KEY(asked_of) REFERENCES user_account (id), 
	CONSTRAINT fk_giver_request_decided_by FOREIGN KEY(decided_by) REFERENCES user_account (id), 
	CONSTRAINT fk_giver_request_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_giver_request_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_giver_request PRIMARY KEY (id)
);
CREATE TABLE hitch (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	workspace_id VARCHAR, 
	began_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT fk_hitch_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_hitch PRIMARY KEY (id)
);
CREATE TABLE "incident" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	product_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	piece VARCHAR NOT NULL, 
	price_minor INTEGER NOT NULL, 
	opened_at DATETIME NOT NULL, 
	closed_at DATETIME, 
	closed_by VARCHAR, 
	recall_id VARCHAR, 
	batch VARCHAR, 
	remedy VARCHAR, 
	CONSTRAINT ck_incident_kind CHECK (kind IN ('stopped', 'failed', 'returned', 'lost', 'shipped', 'delivered', 'recalled', 'broken', 'wrong', 'ill')), 
	CONSTRAINT ck_incident_piece CHECK (piece IN ('none', 'open', 'shelf', 'supplier', 'written_off')), 
	CONSTRAINT ck_incident_recall CHECK (kind = 'recalled' OR recall_id IS NULL), 
	CONSTRAINT ck_incident_remedy CHECK (remedy IN ('replaced', 'refunded', 'returned', 'cleared', 'recalled')), 
	CONSTRAINT fk_incident_campaign_id_campaign FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_incident_gift_id_gift FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_incident_product_id_product FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_incident_recall_id FOREIGN KEY(recall_id) REFERENCES recall (id), 
	CONSTRAINT fk_incident_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_incident PRIMARY KEY (id)
);
CREATE TABLE insight (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR, 
	sentence VARCHAR NOT NULL, 
	because VARCHAR NOT NULL, 
	way VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	learned_on DATE NOT NULL, 
	test VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	outcome_note VARCHAR NOT NULL, 
	outcome_on DATE, 
	expires_on DATE NOT NULL, 
	made_by VARCHAR, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT ck_insight_days CHECK (learned_on <= expires_on), 
	CONSTRAINT ck_insight_outcome CHECK (outcome IN ('untested', 'testing', 'holds', 'no_difference')), 
	CONSTRAINT ck_insight_outcome_dated CHECK ((outcome = 'untested') = (outcome_on IS NULL)), 
	CONSTRAINT ck_insight_way CHECK (way IN ('deductive', 'inductive', 'asked')), 
	CONSTRAINT fk_insight_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_insight_made_by FOREIGN KEY(made_by) REFERENCES user_account (id), 
	CONSTRAINT fk_insight_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_insight PRIMARY KEY (id)
);
CREATE TABLE invitation (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	email_hash VARCHAR NOT NULL, 
	email BLOB NOT NULL, 
	role VARCHAR NOT NULL, 
	invited_by VARCHAR NOT NULL, 
	invited_at DATETIME NOT NULL, 
	token_hash VARCHAR, 
	expires_at DATETIME, 
	ended_at DATETIME, 
	user_id VARCHAR, 
	CONSTRAINT ck_invitation_role CHECK (role IN ('owner', 'manager', 'seller', 'ops', 'ethics', 'read_only')), 
	CONSTRAINT fk_invitation_invited_by FOREIGN KEY(invited_by) REFERENCES user_account (id), 
	CONSTRAINT fk_invitation_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT fk_invitation_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_invitation PRIMARY KEY (id), 
	CONSTRAINT uq_invitation_token_hash UNIQUE (token_hash)
);
CREATE TABLE job (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR, 
	campaign_id VARCHAR, 
	kind VARCHAR NOT NULL, 
	subject_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	queue VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	run_at DATETIME NOT NULL, 
	attempt INTEGER NOT NULL, 
	max_attempts INTEGER NOT NULL, 
	lease_expiries INTEGER NOT NULL, 
	lease_until DATETIME, 
	token VARCHAR, 
	worker VARCHAR, 
	rung_at DATETIME, 
	last_error_type VARCHAR, 
	last_error VARCHAR, 
	created_at DATETIME NOT NULL, 
	started_at DATETIME, 
	finished_at DATETIME, crashes INTEGER DEFAULT '0' NOT NULL, passes_pause BOOLEAN DEFAULT 0 NOT NULL, request_id VARCHAR, 
	CONSTRAINT ck_job_state CHECK (state IN ('pending', 'running', 'done', 'dead', 'canceled')), 
	CONSTRAINT fk_job_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_job PRIMARY KEY (id), 
	CONSTRAINT uq_job_kind_subject_id_version UNIQUE (kind, subject_id, version)
);
CREATE TABLE journal_line (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	month DATE NOT NULL, 
	entry_id INTEGER NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	part VARCHAR NOT NULL, 
	amount_minor INTEGER NOT NULL, 
	currency VARCHAR NOT NULL, 
	vat_minor INTEGER, 
	market_minor INTEGER, 
	is_deductible BOOLEAN, 
	CONSTRAINT ck_journal_line_part CHECK (part IN ('gift', 'donation', 'wrap', 'shipping', 'duty', 'tax', 'fee', 'return')), 
	CONSTRAINT fk_journal_line_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_journal_line_closed_month FOREIGN KEY(workspace_id, month) REFERENCES closed_month (workspace_id, month), 
	CONSTRAINT fk_journal_line_entry_id FOREIGN KEY(entry_id) REFERENCES money_entry (id), 
	CONSTRAINT fk_journal_line_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_journal_line_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_journal_line PRIMARY KEY (id), 
	CONSTRAINT uq_journal_line_entry_id_part UNIQUE (entry_id, part)
);
CREATE TABLE kept_address (
	recipient_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	body BLOB NOT NULL, 
	kept_at DATETIME NOT NULL, 
	erase_after DATETIME NOT NULL, 
	CONSTRAINT fk_kept_address_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_kept_address_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_kept_address PRIMARY KEY (recipient_id)
);
CREATE TABLE key_check (
	id INTEGER NOT NULL, 
	value VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT pk_key_check PRIMARY KEY (id)
);
CREATE TABLE "landed_rate" (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	cost VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	destination VARCHAR NOT NULL, 
	tariff VARCHAR NOT NULL, 
	amount_minor INTEGER NOT NULL, 
	share_ppm INTEGER NOT NULL, 
	currency VARCHAR NOT NULL, 
	source BLOB NOT NULL, 
	valid_from DATE NOT NULL, 
	entered_by VARCHAR, 
	entered_at DATETIME NOT NULL, 
	CONSTRAINT ck_landed_rate_amount CHECK (amount_minor >= 0 AND amount_minor <= 10000000), 
	CONSTRAINT ck_landed_rate_amount_names_its_currency CHECK (amount_minor = 0 OR currency <> ''), 
	CONSTRAINT ck_landed_rate_cost CHECK (cost IN ('wrap', 'shipping', 'duty', 'tax', 'fee', 'return', 'input_vat')), 
	CONSTRAINT ck_landed_rate_share CHECK (share_ppm >= 0 AND share_ppm <= 5000000), 
	CONSTRAINT fk_landed_rate_entered_by FOREIGN KEY(entered_by) REFERENCES user_account (id), 
	CONSTRAINT fk_landed_rate_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_landed_rate PRIMARY KEY (id)
);
CREATE TABLE learned_model (
	workspace_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	coefficients JSON NOT NULL, 
	popularity JSON NOT NULL, 
	tested JSON NOT NULL, 
	found JSON NOT NULL, 
	is_used BOOLEAN NOT NULL, 
	is_switched_off BOOLEAN NOT NULL, 
	through_event INTEGER NOT NULL, 
	built_at DATETIME NOT NULL, 
	CONSTRAINT fk_learned_model_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_learned_model PRIMARY KEY (workspace_id)
);
CREATE TABLE "letter" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	writer VARCHAR NOT NULL, 
	user_id VARCHAR, 
	came_by VARCHAR NOT NULL, 
	answers_id VARCHAR, 
	body BLOB NOT NULL, 
	details BLOB, 
	locale VARCHAR, 
	is_private BOOLEAN NOT NULL, 
	is_cut BOOLEAN NOT NULL, 
	shown_at DATETIME, 
	handed_over_at DATETIME, 
	answered_at DATETIME, 
	once_key VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT ck_letter_came_by CHECK (came_by IN ('page', 'mail', 'text', 'console', 'house')), 
	CONSTRAINT ck_letter_writer CHECK (writer IN ('person', 'seller', 'automatic')), 
	CONSTRAINT ck_letter_written_by_somebody CHECK ((writer = 'seller') = (user_id IS NOT NULL)), 
	CONSTRAINT fk_letter_answers_id FOREIGN KEY(answers_id) REFERENCES letter (id), 
	CONSTRAINT fk_letter_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_letter_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_letter_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_letter_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT fk_letter_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_letter PRIMARY KEY (id), 
	CONSTRAINT uq_letter_gift_id_once_key UNIQUE (gift_id, once_key)
);
CREATE TABLE lever (
	workspace_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	value DOUBLE NOT NULL, 
	set_by VARCHAR, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT ck_lever_value CHECK (value >= 0.5 AND value <= 2.0), 
	CONSTRAINT fk_lever_set_by FOREIGN KEY(set_by) REFERENCES user_account (id), 
	CONSTRAINT fk_lever_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_lever PRIMARY KEY (workspace_id, kind)
);
CREATE TABLE line_dispute (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	outcome VARCHAR, 
	note BLOB, 
	answer BLOB, 
	opened_by VARCHAR NOT NULL, 
	opened_at DATETIME NOT NULL, 
	answered_by VARCHAR, 
	answered_at DATETIME, 
	closed_at DATETIME, 
	CONSTRAINT ck_line_dispute_closed_when CHECK ((state = 'closed') = (closed_at IS NOT NULL)), 
	CONSTRAINT ck_line_dispute_outcome CHECK (outcome IN ('corrected', 'stands', 'withdrawn')), 
	CONSTRAINT ck_line_dispute_outcome_known CHECK ((state = 'open') = (outcome IS NULL)), 
	CONSTRAINT ck_line_dispute_reason CHECK (reason IN ('not_arrived', 'came_back', 'amount', 'answer', 'twice', 'other')), 
	CONSTRAINT ck_line_dispute_state CHECK (state IN ('open', 'answered', 'closed')), 
	CONSTRAINT fk_line_dispute_answered_by FOREIGN KEY(answered_by) REFERENCES user_account (id), 
	CONSTRAINT fk_line_dispute_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_line_dispute_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_line_dispute_opened_by FOREIGN KEY(opened_by) REFERENCES user_account (id), 
	CONSTRAINT fk_line_dispute_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_line_dispute_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_line_dispute PRIMARY KEY (id)
);
CREATE TABLE list_shape (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	shape VARCHAR NOT NULL, 
	answers JSON NOT NULL, 
	said_at DATETIME NOT NULL, 
	CONSTRAINT fk_list_shape_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_list_shape PRIMARY KEY (id), 
	CONSTRAINT uq_list_shape_workspace_id_shape UNIQUE (workspace_id, shape)
);
CREATE TABLE list_statement (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	said_hash VARCHAR NOT NULL, 
	basis VARCHAR NOT NULL, 
	source BLOB NOT NULL, 
	food JSON NOT NULL, 
	said_by VARCHAR, 
	said_at DATETIME NOT NULL, by_key BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT ck_list_statement_basis CHECK (basis IN ('agreed', 'customer', 'none')), 
	CONSTRAINT fk_list_statement_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_list_statement PRIMARY KEY (id), 
	CONSTRAINT uq_list_statement_workspace_id_said_hash UNIQUE (workspace_id, said_hash)
);
CREATE TABLE mail_message (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	idempotency_key VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	error_code VARCHAR, 
	created_at DATETIME NOT NULL, 
	sent_at DATETIME, about_id VARCHAR, wait_code VARCHAR, wait_until DATETIME, tries INTEGER DEFAULT '0' NOT NULL, first_failed_at DATETIME, sending_token VARCHAR, handed_over_at DATETIME, addressed_to VARCHAR, way VARCHAR DEFAULT 'mail' NOT NULL, 
	CONSTRAINT ck_mail_message_state CHECK (state IN ('queued', 'sending', 'sent', 'shown', 'unknown', 'failed', 'suppressed')), 
	CONSTRAINT fk_mail_message_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_mail_message_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_mail_message_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_mail_message PRIMARY KEY (id), 
	CONSTRAINT uq_mail_message_idempotency_key UNIQUE (idempotency_key)
);
CREATE TABLE mail_queue (
	id VARCHAR NOT NULL, 
	server VARCHAR NOT NULL, 
	reason VARCHAR, 
	since DATETIME, 
	next_try_at DATETIME, 
	tries INTEGER NOT NULL, 
	CONSTRAINT pk_mail_queue PRIMARY KEY (id)
);
CREATE TABLE mail_return (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	code VARCHAR, 
	at DATETIME NOT NULL, 
	CONSTRAINT ck_mail_return_kind CHECK (kind IN ('hard_bounce', 'refused', 'soft_bounce', 'delayed', 'delivered', 'complaint', 'auto_reply', 'reply', 'unclear')), 
	CONSTRAINT fk_mail_return_message_id_mail_message FOREIGN KEY(message_id) REFERENCES mail_message (id), 
	CONSTRAINT fk_mail_return_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_mail_return PRIMARY KEY (id), 
	CONSTRAINT uq_mail_return_message_id_kind UNIQUE (message_id, kind)
);
CREATE TABLE mailed_code (
	gift_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	body BLOB NOT NULL, 
	sent_at DATETIME NOT NULL, 
	sent_by VARCHAR, 
	erase_after DATETIME NOT NULL, 
	CONSTRAINT fk_mailed_code_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_mailed_code_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_mailed_code_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_mailed_code PRIMARY KEY (gift_id)
);
CREATE TABLE match_run (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	value DOUBLE NOT NULL, 
	upper_bound DOUBLE NOT NULL, 
	gap DOUBLE NOT NULL, 
	spend_minor INTEGER NOT NULL, 
	chosen INTEGER NOT NULL, 
	held INTEGER NOT NULL, 
	unmatched INTEGER NOT NULL, 
	products_considered INTEGER NOT NULL, 
	reserved_pieces INTEGER NOT NULL, 
	reasons JSON NOT NULL, 
	seconds DOUBLE NOT NULL, 
	seed INTEGER NOT NULL, 
	versions JSON NOT NULL, 
	prices JSON NOT NULL, 
	openings JSON NOT NULL, 
	created_at DATETIME NOT NULL, swap_short JSON, forecast JSON, 
	CONSTRAINT fk_match_run_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_match_run_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_match_run PRIMARY KEY (id)
);
CREATE TABLE meeting_answer (
	gift_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	slot_id VARCHAR, 
	changes INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT ck_meeting_answer_slot CHECK ((state = 'booked') = (slot_id IS NOT NULL)), 
	CONSTRAINT ck_meeting_answer_state CHECK (state IN ('booked', 'canceled', 'refused')), 
	CONSTRAINT fk_meeting_answer_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_meeting_answer_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_meeting_answer_slot_id FOREIGN KEY(slot_id) REFERENCES meeting_slot (id), 
	CONSTRAINT fk_meeting_answer_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_meeting_answer PRIMARY KEY (gift_id), 
	CONSTRAINT uq_meeting_answer_slot_id UNIQUE (slot_id)
);
CREATE TABLE meeting_slot (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	set_by VARCHAR NOT NULL, 
	starts_at DATETIME NOT NULL, 
	minutes INTEGER NOT NULL, 
	CONSTRAINT ck_meeting_slot_minutes CHECK (minutes >= 10 AND minutes <= 60), 
	CONSTRAINT fk_meeting_slot_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_meeting_slot_set_by FOREIGN KEY(set_by) REFERENCES user_account (id), 
	CONSTRAINT fk_meeting_slot_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_meeting_slot PRIMARY KEY (id), 
	CONSTRAINT uq_meeting_slot_set_by_starts_at UNIQUE (set_by, starts_at)
);
CREATE TABLE money_entry (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	amount_minor INTEGER NOT NULL, 
	currency VARCHAR NOT NULL, 
	at DATETIME NOT NULL, parts JSON DEFAULT '{}' NOT NULL, vat_minor INTEGER, 
	CONSTRAINT ck_money_entry_amount_not_negative CHECK (amount_minor >= 0), 
	CONSTRAINT ck_money_entry_kind CHECK (kind IN ('reserved', 'captured', 'released', 'refunded')), 
	CONSTRAINT fk_money_entry_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_money_entry_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_money_entry_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_money_entry PRIMARY KEY (id)
);
CREATE TABLE named_charity (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	name BLOB, 
	state VARCHAR NOT NULL, 
	charity_id VARCHAR, 
	decided_by VARCHAR, 
	decided_at DATETIME, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT ck_named_charity_state CHECK (state IN ('waiting', 'accepted', 'refused', 'taken_back', 'ended')), 
	CONSTRAINT fk_named_charity_charity_id_charity FOREIGN KEY(charity_id) REFERENCES charity (id), 
	CONSTRAINT fk_named_charity_gift_id_gift FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_named_charity_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_named_charity_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_named_charity PRIMARY KEY (id)
);
CREATE TABLE next_decision (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	cause VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	gift_id VARCHAR, 
	way VARCHAR NOT NULL, 
	why VARCHAR NOT NULL, 
	held_by VARCHAR, 
	chance DOUBLE NOT NULL, 
	context DOUBLE NOT NULL, 
	worth DOUBLE NOT NULL, 
	lever DOUBLE NOT NULL, 
	score DOUBLE NOT NULL, 
	next_kind VARCHAR, 
	next_score DOUBLE, 
	model_version VARCHAR NOT NULL, 
	probability DOUBLE NOT NULL, 
	is_random BOOLEAN NOT NULL, 
	made_from JSON NOT NULL, 
	said JSON NOT NULL, 
	CONSTRAINT ck_next_decision_probability CHECK (probability > 0 AND probability <= 1), 
	CONSTRAINT fk_next_decision_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_next_decision_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_next_decision_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_next_decision PRIMARY KEY (id)
);
CREATE TABLE number_check (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	number BLOB, 
	number_hash VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	tries_left INTEGER NOT NULL, 
	asked_at DATETIME NOT NULL, 
	CONSTRAINT ck_number_check_number_gone CHECK (state NOT IN ('ended', 'stopped') OR number IS NULL), 
	CONSTRAINT ck_number_check_state CHECK (state IN ('asked', 'sending', 'sent', 'refused', 'ended', 'stopped')), 
	CONSTRAINT fk_number_check_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_number_check_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_number_check PRIMARY KEY (id)
);
CREATE TABLE offer (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	texts JSON NOT NULL, 
	url VARCHAR NOT NULL, 
	value_minor INTEGER, 
	currency VARCHAR, 
	since DATE NOT NULL, 
	until DATE, 
	segment_id VARCHAR, 
	made_by VARCHAR, 
	made_at DATETIME NOT NULL, 
	withdrawn_at DATETIME, 
	withdrawn_by VARCHAR, 
	CONSTRAINT ck_offer_days CHECK (until IS NULL OR since <= until), 
	CONSTRAINT ck_offer_kind CHECK (kind IN ('keep', 'reward', 'complement', 'news')), 
	CONSTRAINT ck_offer_news_worth_nothing CHECK ((kind = 'news') = (value_minor IS NULL)), 
	CONSTRAINT ck_offer_value_positive CHECK (value_minor > 0), 
	CONSTRAINT ck_offer_value_with_currency CHECK ((value_minor IS NULL) = (currency IS NULL)), 
	CONSTRAINT fk_offer_made_by FOREIGN KEY(made_by) REFERENCES user_account (id), 
	CONSTRAINT fk_offer_segment_id FOREIGN KEY(segment_id) REFERENCES segment (id), 
	CONSTRAINT fk_offer_withdrawn_by FOREIGN KEY(withdrawn_by) REFERENCES user_account (id), 
	CONSTRAINT fk_offer_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_offer PRIMARY KEY (id)
);
CREATE TABLE "offer_event" (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	offer_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	recipient_id VARCHAR, 
	message_id VARCHAR, 
	reached VARCHAR DEFAULT '' NOT NULL, 
	CONSTRAINT ck_offer_event_kind CHECK (kind IN ('offer.made', 'offer.withdrawn', 'offer.ended', 'offer.mailed')), 
	CONSTRAINT ck_offer_event_mailed_to_somebody CHECK ((kind = 'offer.mailed') = (recipient_id IS NOT NULL) AND (recipient_id IS NULL) = (message_id IS NULL)), 
	CONSTRAINT fk_offer_event_offer_id FOREIGN KEY(offer_id) REFERENCES offer (id), 
	CONSTRAINT fk_offer_event_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_offer_event_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_offer_event PRIMARY KEY (id)
);
CREATE TABLE openid_account (
	user_id VARCHAR NOT NULL, 
	subject_hash VARCHAR NOT NULL, 
	since DATETIME NOT NULL, 
	CONSTRAINT fk_openid_account_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT pk_openid_account PRIMARY KEY (user_id), 
	CONSTRAINT uq_openid_account_subject_hash UNIQUE (subject_hash)
);
CREATE TABLE outcome (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	happened_on DATE NOT NULL, 
	noted_at DATETIME NOT NULL, 
	CONSTRAINT ck_outcome_kind CHECK (kind IN ('met', 'bought')), 
	CONSTRAINT fk_outcome_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_outcome_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_outcome PRIMARY KEY (id), 
	CONSTRAINT uq_outcome_recipient_id_kind_happened_on UNIQUE (recipient_id, kind, happened_on)
);
CREATE TABLE parcel (
	gift_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	product_id VARCHAR NOT NULL, 
	batch VARCHAR, 
	packed_at DATETIME NOT NULL, 
	packed_by VARCHAR, 
	CONSTRAINT fk_parcel_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_parcel_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_parcel_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_parcel PRIMARY KEY (gift_id)
);
CREATE TABLE part_reading (
	part VARCHAR NOT NULL, 
	minute INTEGER NOT NULL, 
	value DOUBLE NOT NULL, 
	whole DOUBLE, 
	CONSTRAINT pk_part_reading PRIMARY KEY (part, minute)
);
CREATE TABLE passkey (
	id VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	credential_id VARCHAR NOT NULL, 
	credential BLOB NOT NULL, 
	name BLOB NOT NULL, 
	sign_count BIGINT NOT NULL, 
	created_at DATETIME NOT NULL, 
	used_at DATETIME, 
	CONSTRAINT fk_passkey_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT pk_passkey PRIMARY KEY (id), 
	CONSTRAINT uq_passkey_credential_id UNIQUE (credential_id)
);
CREATE TABLE pending_gifts (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	filename BLOB NOT NULL, 
	body BLOB NOT NULL, 
	answers BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT fk_pending_gifts_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_pending_gifts PRIMARY KEY (id)
);
CREATE TABLE pending_upload (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	filename BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	state VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	total INTEGER NOT NULL, 
	done INTEGER NOT NULL, 
	about BLOB NOT NULL, 
	answers BLOB NOT NULL, 
	error BLOB, 
	asked_by VARCHAR, basis VARCHAR, source BLOB, 
	CONSTRAINT ck_pending_upload_state CHECK (state IN ('reading', 'refused', 'columns', 'checking', 'checked', 'saving', 'ended')), 
	CONSTRAINT fk_pending_upload_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_pending_upload_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_pending_upload PRIMARY KEY (id)
);
CREATE TABLE "person_event" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	external_id VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	amount_minor BIGINT, 
	currency VARCHAR, 
	entry VARCHAR, 
	device VARCHAR, 
	at DATETIME NOT NULL, 
	taken_at DATETIME NOT NULL, 
	CONSTRAINT ck_person_event_amount_not_negative CHECK (amount_minor >= 0), 
	CONSTRAINT ck_person_event_amount_of_purchase CHECK (amount_minor IS NULL OR kind = 'purchase'), 
	CONSTRAINT ck_person_event_amount_with_currency CHECK ((amount_minor IS NULL) = (currency IS NULL)), 
	CONSTRAINT ck_person_event_device CHECK (device IN ('phone', 'tablet', 'computer')), 
	CONSTRAINT ck_person_event_entry CHECK (entry IN ('mail', 'link', 'card', 'text', 'api')), 
	CONSTRAINT ck_person_event_kind CHECK (kind IN ('purchase', 'product_use', 'site_look', 'page_look', 'offer_seen', 'offer_pressed', 'film_through', 'film_stopped')), 
	CONSTRAINT fk_person_event_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_person_event_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_person_event PRIMARY KEY (id), 
	CONSTRAINT uq_person_event_workspace_id_external_id UNIQUE (workspace_id, external_id)
);
CREATE TABLE person_source (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	statement_id VARCHAR NOT NULL, 
	basis VARCHAR NOT NULL, 
	food JSON NOT NULL, 
	said_at DATETIME NOT NULL, 
	CONSTRAINT ck_person_source_basis CHECK (basis IN ('agreed', 'customer', 'none')), 
	CONSTRAINT fk_person_source_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_person_source_statement_id FOREIGN KEY(statement_id) REFERENCES list_statement (id), 
	CONSTRAINT fk_person_source_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_person_source PRIMARY KEY (id), 
	CONSTRAINT uq_person_source_recipient_id_statement_id UNIQUE (recipient_id, statement_id)
);
CREATE TABLE person_task (
	gift_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	opened_at DATETIME NOT NULL, 
	outcome VARCHAR, 
	done_at DATETIME, 
	done_by VARCHAR, 
	CONSTRAINT ck_person_task_done CHECK ((outcome IS NULL) = (done_at IS NULL)), 
	CONSTRAINT ck_person_task_outcome CHECK (outcome IN ('replaced', 'nobody')), 
	CONSTRAINT fk_person_task_gift_id_gift FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_person_task_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_person_task_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_person_task PRIMARY KEY (gift_id)
);
CREATE TABLE personal_line (
	recipient_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	words BLOB NOT NULL, 
	source VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT ck_personal_line_source CHECK (source IN ('typed', 'list')), 
	CONSTRAINT fk_personal_line_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_personal_line_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_personal_line_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_personal_line PRIMARY KEY (recipient_id, campaign_id)
);
CREATE TABLE plan_approval (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	match_run_id VARCHAR NOT NULL, 
	stamp VARCHAR NOT NULL, 
	sum_minor INTEGER NOT NULL, 
	open_minor INTEGER NOT NULL, 
	currency VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	asked_by VARCHAR NOT NULL, 
	asked_at DATETIME NOT NULL, 
	decided_by VARCHAR, 
	decided_at DATETIME, 
	reason BLOB, 
	CONSTRAINT ck_plan_approval_second_person CHECK (decided_by IS NULL OR decided_by <> asked_by OR state = 'taken_back'), 
	CONSTRAINT ck_plan_approval_state CHECK (state IN ('asked', 'approved', 'refused', 'taken_back', 'lapsed')), 
	CONSTRAINT fk_plan_approval_asked_by FOREIGN KEY(asked_by) REFERENCES user_account (id), 
	CONSTRAINT fk_plan_approval_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_plan_approval_decided_by FOREIGN KEY(decided_by) REFERENCES user_account (id), 
	CONSTRAINT fk_plan_approval_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_plan_approval PRIMARY KEY (id), 
	CONSTRAINT uq_plan_approval_campaign_id_number UNIQUE (campaign_id, number)
);
CREATE TABLE plan_repair (
	campaign_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	match_run_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	asked_by VARCHAR, 
	asked_at DATETIME NOT NULL, 
	done_at DATETIME, 
	found JSON NOT NULL, 
	CONSTRAINT fk_plan_repair_asked_by FOREIGN KEY(asked_by) REFERENCES user_account (id), 
	CONSTRAINT fk_plan_repair_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_plan_repair_match_run_id FOREIGN KEY(match_run_id) REFERENCES match_run (id), 
	CONSTRAINT fk_plan_repair_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_plan_repair PRIMARY KEY (campaign_id)
);
CREATE TABLE "product" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	sku VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	category VARCHAR NOT NULL, 
	archetype VARCHAR NOT NULL, 
	price_minor INTEGER NOT NULL, 
	currency VARCHAR NOT NULL, 
	regions JSON NOT NULL, 
	stock INTEGER NOT NULL, 
	opening_stock INTEGER NOT NULL, 
	restock_on DATE, 
	lead_days INTEGER NOT NULL, 
	perishable BOOLEAN NOT NULL, 
	alcohol BOOLEAN NOT NULL, 
	min_age INTEGER, 
	allergens JSON NOT NULL, 
	diets JSON NOT NULL, 
	interests JSON NOT NULL, 
	texts JSON NOT NULL, 
	image VARCHAR, 
	revision INTEGER NOT NULL, 
	materials JSON NOT NULL, 
	recalled_at DATETIME, 
	mark_sources JSON DEFAULT '{}' NOT NULL, 
	unknown_marks INTEGER DEFAULT 0 NOT NULL, 
	is_unsettled BOOLEAN DEFAULT 0 NOT NULL, 
	settled JSON, 
	is_sample BOOLEAN DEFAULT 0 NOT NULL, 
	folded VARCHAR DEFAULT ('') NOT NULL, 
	family VARCHAR DEFAULT ('') NOT NULL, 
	variant JSON, 
	inscription_letters INTEGER, 
	retired_at DATETIME, 
	is_photo BOOLEAN DEFAULT 0 NOT NULL, 
	past_images JSON, 
	inscription_kinds JSON, 
	halted_at DATETIME, 
	recalled_batches JSON DEFAULT '[]' NOT NULL, 
	origin VARCHAR, 
	tariff VARCHAR, 
	delivered VARCHAR DEFAULT 'included' NOT NULL, 
	CONSTRAINT ck_product_delivered CHECK (delivered IN ('included', 'prepaid', 'unpaid', 'email')), 
	CONSTRAINT ck_product_kind CHECK (kind IN ('edible', 'skin', 'neither')), 
	CONSTRAINT ck_product_opening_stock_not_negative CHECK (opening_stock >= 0), 
	CONSTRAINT ck_product_price_not_negative CHECK (price_minor >= 0), 
	CONSTRAINT ck_product_stock_not_negative CHECK (stock >= 0), 
	CONSTRAINT fk_product_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_product PRIMARY KEY (id), 
	CONSTRAINT uq_product_workspace_id_sku UNIQUE (workspace_id, sku)
);
CREATE TABLE "profile_fact" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	value BLOB NOT NULL, 
	source VARCHAR NOT NULL, 
	confidence DOUBLE NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_until DATE, 
	kept_private BOOLEAN NOT NULL, 
	withdrawn_at DATETIME, 
	created_at DATETIME NOT NULL, 
	withdrawn_by VARCHAR, 
	calendar_id VARCHAR, 
	condition VARCHAR, 
	condition_on DATE, 
	condition_how VARCHAR, 
	condition_wording VARCHAR, 
	condition_locale VARCHAR, 
	CONSTRAINT ck_profile_fact_condition CHECK (condition IN ('told', 'confirmed', 'agreed', 'mark')), 
	CONSTRAINT ck_profile_fact_condition_dated CHECK ((condition IS NULL) = (condition_on IS NULL)), 
	CONSTRAINT ck_profile_fact_condition_how CHECK ((condition = 'agreed') = (condition_how IS NOT NULL)), 
	CONSTRAINT ck_profile_fact_confidence CHECK (confidence >= 0 AND confidence <= 1), 
	CONSTRAINT ck_profile_fact_source CHECK (source IN ('asked', 'observed', 'imported', 'inferred')), 
	CONSTRAINT ck_profile_fact_withdrawn_by CHECK (withdrawn_by IN ('person', 'seller', 'list')), 
	CONSTRAINT fk_profile_fact_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_profile_fact_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_profile_fact PRIMARY KEY (id)
);
CREATE TABLE question (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	asked_at DATETIME NOT NULL, 
	answered_at DATETIME, 
	skipped_at DATETIME, opened_at DATETIME, gift_id VARCHAR, 
	CONSTRAINT fk_question_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_question_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_question PRIMARY KEY (id), 
	CONSTRAINT uq_question_recipient_id_kind UNIQUE (recipient_id, kind)
);
CREATE TABLE queue_pause (
	queue VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	since DATETIME NOT NULL, 
	until DATETIME, 
	"by" VARCHAR, 
	CONSTRAINT pk_queue_pause PRIMARY KEY (queue)
);
CREATE TABLE queue_reading (
	scope VARCHAR NOT NULL, 
	queue VARCHAR NOT NULL, 
	minute INTEGER NOT NULL, 
	open INTEGER NOT NULL, 
	oldest_due DOUBLE NOT NULL, 
	came INTEGER NOT NULL, 
	ended INTEGER NOT NULL, 
	wait_p50 DOUBLE, 
	wait_p95 DOUBLE, 
	run_p50 DOUBLE, 
	run_p95 DOUBLE, 
	CONSTRAINT pk_queue_reading PRIMARY KEY (scope, queue, minute)
);
CREATE TABLE "quiet_rule" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	account_id VARCHAR, 
	recipient_id VARCHAR, 
	reason VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	source BLOB NOT NULL, 
	begins_at DATETIME NOT NULL, 
	ends_at DATETIME, 
	review_at DATETIME, 
	lifted_at DATETIME, 
	lifted_by VARCHAR, 
	set_by VARCHAR, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT ck_quiet_rule_ends_after_it_begins CHECK (ends_at IS NULL OR ends_at > begins_at), 
	CONSTRAINT ck_quiet_rule_ends_or_is_reviewed CHECK ((ends_at IS NULL) <> (review_at IS NULL)), 
	CONSTRAINT ck_quiet_rule_one_of_both CHECK ((account_id IS NULL) <> (recipient_id IS NULL)), 
	CONSTRAINT ck_quiet_rule_origin CHECK (origin IN ('person', 'upload', 'crm', 'company')), 
	CONSTRAINT ck_quiet_rule_reason CHECK (reason IN ('tender', 'negotiation', 'evaluation', 'dispute', 'mourning', 'layoffs', 'policy')), 
	CONSTRAINT fk_quiet_rule_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT fk_quiet_rule_lifted_by FOREIGN KEY(lifted_by) REFERENCES user_account (id), 
	CONSTRAINT fk_quiet_rule_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_quiet_rule_set_by FOREIGN KEY(set_by) REFERENCES user_account (id), 
	CONSTRAINT fk_quiet_rule_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_quiet_rule PRIMARY KEY (id)
);
CREATE TABLE quiet_stage (
	workspace_id VARCHAR NOT NULL, 
	stage_key VARCHAR NOT NULL, 
	stage VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	review_days INTEGER NOT NULL, 
	set_by VARCHAR, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT ck_quiet_stage_reason CHECK (reason IN ('tender', 'negotiation', 'evaluation', 'dispute', 'mourning', 'layoffs')), 
	CONSTRAINT ck_quiet_stage_review_days CHECK (review_days >= 1 AND review_days <= 180), 
	CONSTRAINT fk_quiet_stage_set_by FOREIGN KEY(set_by) REFERENCES user_account (id), 
	CONSTRAINT fk_quiet_stage_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_quiet_stage PRIMARY KEY (workspace_id, stage_key)
);
CREATE TABLE rating (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	recipient_id VARCHAR, 
	gift_id VARCHAR, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	answer BLOB, 
	is_shown BOOLEAN NOT NULL, 
	asked_at DATETIME NOT NULL, 
	answered_at DATETIME, 
	CONSTRAINT ck_rating_answer CHECK ((state = 'answered') = (answer IS NOT NULL)), 
	CONSTRAINT ck_rating_kind CHECK (kind IN ('how_is_it', 'csat', 'ces', 'nps', 'cared', 'one_to_ten')), 
	CONSTRAINT ck_rating_nameless CHECK ((recipient_id IS NULL) = (gift_id IS NULL)), 
	CONSTRAINT ck_rating_state CHECK (state IN ('asked', 'answered', 'skipped')), 
	CONSTRAINT fk_rating_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_rating_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_rating_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_rating_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_rating PRIMARY KEY (id), 
	CONSTRAINT uq_rating_gift_id_kind UNIQUE (gift_id, kind)
);
CREATE TABLE "recall" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	product_id VARCHAR NOT NULL, 
	hazard VARCHAR NOT NULL, 
	allergen VARCHAR, 
	brand VARCHAR NOT NULL, 
	batch VARCHAR, 
	remedies JSON NOT NULL, 
	contact VARCHAR NOT NULL, 
	texts JSON NOT NULL, 
	opened_by VARCHAR NOT NULL, 
	opened_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	reach VARCHAR DEFAULT 'product' NOT NULL, 
	CONSTRAINT ck_recall_allergen_named CHECK ((hazard = 'allergen') = (allergen IS NOT NULL)), 
	CONSTRAINT ck_recall_batch_named CHECK (reach = 'product' OR batch IS NOT NULL), 
	CONSTRAINT ck_recall_hazard CHECK (hazard IN ('allergen', 'spoiled', 'foreign_body', 'injury', 'fire', 'choking', 'chemical', 'other')), 
	CONSTRAINT ck_recall_reach CHECK (reach IN ('product', 'batch')), 
	CONSTRAINT fk_recall_opened_by_user_account FOREIGN KEY(opened_by) REFERENCES user_account (id), 
	CONSTRAINT fk_recall_product_id_product FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_recall_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_recall PRIMARY KEY (id)
);
CREATE TABLE recall_notice (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recall_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	message_id VARCHAR, 
	drafted_at DATETIME NOT NULL, 
	returned_at DATETIME, 
	confirmed_at DATETIME, card_printed_at DATETIME, card_left_at DATETIME, 
	CONSTRAINT fk_recall_notice_gift_id_gift FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_recall_notice_message_id_mail_message FOREIGN KEY(message_id) REFERENCES mail_message (id), 
	CONSTRAINT fk_recall_notice_recall_id_recall FOREIGN KEY(recall_id) REFERENCES recall (id), 
	CONSTRAINT fk_recall_notice_recipient_id_recipient FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_recall_notice_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_recall_notice PRIMARY KEY (id), 
	CONSTRAINT uq_recall_notice_recall_id_gift_id UNIQUE (recall_id, gift_id)
);
CREATE TABLE "recipient" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	account_id VARCHAR NOT NULL, 
	email_hash VARCHAR NOT NULL, 
	email BLOB, 
	given_name BLOB, 
	family_name BLOB, 
	job_title BLOB, 
	city BLOB, 
	country VARCHAR NOT NULL, 
	locale VARCHAR NOT NULL, 
	unsubscribed_at DATETIME, 
	erased_at DATETIME, 
	created_at DATETIME NOT NULL, 
	owner BLOB, 
	basis VARCHAR, 
	searched_as INTEGER DEFAULT 0 NOT NULL, 
	stopped_with_gift_id VARCHAR, 
	called BLOB, 
	called_at DATETIME, 
	name_told_at DATETIME, 
	giver_id VARCHAR, 
	CONSTRAINT fk_recipient_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT fk_recipient_giver_id FOREIGN KEY(giver_id) REFERENCES user_account (id), 
	CONSTRAINT fk_recipient_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_recipient PRIMARY KEY (id), 
	CONSTRAINT uq_recipient_workspace_id_email_hash UNIQUE (workspace_id, email_hash)
);
CREATE TABLE recipient_batch (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	rows BLOB, 
	stated BLOB, 
	faults BLOB, 
	asked_by VARCHAR, 
	total INTEGER NOT NULL, 
	done INTEGER NOT NULL, 
	new INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	forgotten_at DATETIME, 
	CONSTRAINT ck_recipient_batch_state CHECK (state IN ('pending', 'saving', 'done', 'failed')), 
	CONSTRAINT fk_recipient_batch_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_recipient_batch_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_recipient_batch PRIMARY KEY (id)
);
CREATE TABLE recipient_tag (
	tag BIGINT NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	CONSTRAINT fk_recipient_tag_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_recipient_tag_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_recipient_tag PRIMARY KEY (tag, recipient_id)
)
 WITHOUT ROWID

;
CREATE TABLE rehearsal (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	of_workspace_id VARCHAR NOT NULL, 
	of_campaign_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	seed BIGINT NOT NULL, 
	state VARCHAR NOT NULL, 
	wrong JSON NOT NULL, 
	asked_by VARCHAR, 
	asked_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	starts_at DATETIME NOT NULL, 
	played_to DATETIME NOT NULL, 
	plays_until DATETIME NOT NULL, 
	phase INTEGER DEFAULT 0 NOT NULL, 
	habits JSON NOT NULL, 
	forecast JSON, 
	days JSON NOT NULL, 
	happened JSON NOT NULL, 
	result JSON, 
	problem VARCHAR, 
	CONSTRAINT ck_rehearsal_state CHECK (state IN ('asked', 'choosing', 'making', 'playing', 'played', 'stopped', 'failed')), 
	CONSTRAINT fk_rehearsal_asked_by_user_account FOREIGN KEY(asked_by) REFERENCES user_account (id), 
	CONSTRAINT fk_rehearsal_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_rehearsal PRIMARY KEY (id), 
	CONSTRAINT uq_rehearsal_of_campaign_id_number UNIQUE (of_campaign_id, number), 
	CONSTRAINT uq_rehearsal_workspace_id UNIQUE (workspace_id)
);
CREATE TABLE "rendition" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	content_version INTEGER NOT NULL, 
	input_hash VARCHAR NOT NULL, 
	files JSON NOT NULL, 
	seconds DOUBLE NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT ck_rendition_kind CHECK (kind IN ('microsite', 'statement', 'poster', 'video', 'video_square', 'mail')), 
	CONSTRAINT fk_rendition_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_rendition_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_rendition PRIMARY KEY (id), 
	CONSTRAINT uq_rendition_gift_id_kind_content_version UNIQUE (gift_id, kind, content_version)
);
CREATE TABLE return_count (
	day DATE NOT NULL, 
	kind VARCHAR NOT NULL, 
	is_matched BOOLEAN NOT NULL, 
	number INTEGER NOT NULL, 
	CONSTRAINT pk_return_count PRIMARY KEY (day, kind, is_matched)
);
CREATE TABLE sandbox_clock (
	workspace_id VARCHAR NOT NULL, 
	ahead_seconds BIGINT NOT NULL, 
	CONSTRAINT ck_sandbox_clock_ahead CHECK (ahead_seconds > 0), 
	CONSTRAINT fk_sandbox_clock_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_sandbox_clock PRIMARY KEY (workspace_id)
);
CREATE TABLE second_factor (
	user_id VARCHAR NOT NULL, 
	secret BLOB NOT NULL, 
	confirmed_at DATETIME, 
	last_step INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT fk_second_factor_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT pk_second_factor PRIMARY KEY (user_id)
);
CREATE TABLE sector_limit (
	workspace_id VARCHAR NOT NULL, 
	sector VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	limit_minor INTEGER NOT NULL, 
	currency VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	source_on DATE NOT NULL, 
	said_by VARCHAR, 
	said_at DATETIME NOT NULL, 
	CONSTRAINT ck_sector_limit_limit_not_negative CHECK (limit_minor >= 0), 
	CONSTRAINT fk_sector_limit_said_by FOREIGN KEY(said_by) REFERENCES user_account (id), 
	CONSTRAINT fk_sector_limit_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_sector_limit PRIMARY KEY (workspace_id, sector, country)
);
CREATE TABLE sector_sign (
	gift_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	product_id VARCHAR NOT NULL, 
	price_minor INTEGER NOT NULL, 
	sector VARCHAR NOT NULL, 
	limit_minor INTEGER, 
	currency VARCHAR NOT NULL, 
	signed_by VARCHAR NOT NULL, 
	signed_at DATETIME NOT NULL, 
	CONSTRAINT ck_sector_sign_price_not_negative CHECK (price_minor >= 0), 
	CONSTRAINT fk_sector_sign_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_sector_sign_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_sector_sign_signed_by FOREIGN KEY(signed_by) REFERENCES user_account (id), 
	CONSTRAINT fk_sector_sign_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_sector_sign PRIMARY KEY (gift_id)
);
CREATE TABLE sector_words (
	workspace_id VARCHAR NOT NULL, 
	sector VARCHAR NOT NULL, 
	words JSON NOT NULL, 
	said_by VARCHAR, 
	said_at DATETIME NOT NULL, 
	CONSTRAINT fk_sector_words_said_by FOREIGN KEY(said_by) REFERENCES user_account (id), 
	CONSTRAINT fk_sector_words_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_sector_words PRIMARY KEY (workspace_id, sector)
);
CREATE TABLE segment (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	name_key VARCHAR NOT NULL, 
	conditions JSON NOT NULL, 
	made_by VARCHAR, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT fk_segment_made_by FOREIGN KEY(made_by) REFERENCES user_account (id), 
	CONSTRAINT fk_segment_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_segment PRIMARY KEY (id), 
	CONSTRAINT uq_segment_workspace_id_name_key UNIQUE (workspace_id, name_key)
);
CREATE TABLE segment_lever (
	segment_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	value DOUBLE NOT NULL, 
	set_by VARCHAR, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT ck_segment_lever_value CHECK (value >= 0.5 AND value <= 2.0), 
	CONSTRAINT fk_segment_lever_segment_id FOREIGN KEY(segment_id) REFERENCES segment (id), 
	CONSTRAINT fk_segment_lever_set_by FOREIGN KEY(set_by) REFERENCES user_account (id), 
	CONSTRAINT fk_segment_lever_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_segment_lever PRIMARY KEY (segment_id, kind)
);
CREATE TABLE sender_pace (
	domain VARCHAR NOT NULL, 
	provider VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	number INTEGER NOT NULL, 
	CONSTRAINT pk_sender_pace PRIMARY KEY (domain, provider, day)
);
CREATE TABLE sender_statement (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	account_id VARCHAR, 
	asked_by VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	template_version VARCHAR, 
	input_hash VARCHAR, 
	files JSON NOT NULL, 
	problem VARCHAR, 
	created_at DATETIME NOT NULL, 
	made_at DATETIME, 
	CONSTRAINT fk_sender_statement_account_id FOREIGN KEY(account_id) REFERENCES account (id), 
	CONSTRAINT fk_sender_statement_asked_by FOREIGN KEY(asked_by) REFERENCES user_account (id), 
	CONSTRAINT fk_sender_statement_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_sender_statement_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_sender_statement PRIMARY KEY (id)
);
CREATE TABLE set_aside (
	gift_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	pieces JSON NOT NULL, 
	amount_minor INTEGER NOT NULL, 
	unserved JSON NOT NULL, 
	is_taken BOOLEAN NOT NULL, is_value BOOLEAN DEFAULT 0 NOT NULL, lack VARCHAR, 
	CONSTRAINT ck_set_aside_amount_not_negative CHECK (amount_minor >= 0), 
	CONSTRAINT fk_set_aside_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_set_aside_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_set_aside_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_set_aside PRIMARY KEY (gift_id)
);
CREATE TABLE shelf_change (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	product_id VARCHAR NOT NULL, 
	pieces INTEGER NOT NULL, 
	"before" INTEGER NOT NULL, 
	"after" INTEGER NOT NULL, 
	reason VARCHAR NOT NULL, 
	user_id VARCHAR, 
	at DATETIME NOT NULL, 
	CONSTRAINT ck_shelf_change_pieces CHECK (pieces <> 0), 
	CONSTRAINT ck_shelf_change_reason CHECK (reason IN ('delivery', 'counted', 'damaged', 'other')), 
	CONSTRAINT fk_shelf_change_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_shelf_change_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT fk_shelf_change_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_shelf_change PRIMARY KEY (id)
);
CREATE TABLE sign_in_attempt (
	id INTEGER NOT NULL, 
	email_hash VARCHAR NOT NULL, 
	at DATETIME NOT NULL, network VARCHAR, wide_network VARCHAR, device VARCHAR, 
	CONSTRAINT pk_sign_in_attempt PRIMARY KEY (id)
);
CREATE TABLE sign_in_link (
	token_hash VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME, 
	CONSTRAINT fk_sign_in_link_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT pk_sign_in_link PRIMARY KEY (token_hash)
);
CREATE TABLE sign_in_turn (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_sign_in_turn PRIMARY KEY (id)
);
CREATE TABLE simulation (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	what VARCHAR NOT NULL, 
	segment_id VARCHAR, 
	"before" DOUBLE NOT NULL, 
	"after" DOUBLE NOT NULL, 
	days INTEGER NOT NULL, 
	found JSON NOT NULL, 
	made_by VARCHAR, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT ck_simulation_days CHECK (days > 0), 
	CONSTRAINT fk_simulation_made_by FOREIGN KEY(made_by) REFERENCES user_account (id), 
	CONSTRAINT fk_simulation_segment_id FOREIGN KEY(segment_id) REFERENCES segment (id), 
	CONSTRAINT fk_simulation_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_simulation PRIMARY KEY (id)
);
CREATE TABLE "soft_hold" (
	gift_id VARCHAR NOT NULL, 
	product_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	until DATETIME NOT NULL, 
	rank INTEGER DEFAULT 0 NOT NULL, 
	way VARCHAR DEFAULT 'first' NOT NULL, 
	page INTEGER DEFAULT 1 NOT NULL, 
	pages INTEGER DEFAULT 1 NOT NULL, extended INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT ck_soft_hold_way CHECK (way IN ('first', 'more', 'different', 'kind')), 
	CONSTRAINT fk_soft_hold_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_soft_hold_product_id FOREIGN KEY(product_id) REFERENCES product (id), 
	CONSTRAINT fk_soft_hold_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_soft_hold PRIMARY KEY (gift_id, product_id)
);
CREATE TABLE spare_code (
	id INTEGER NOT NULL, 
	user_id VARCHAR NOT NULL, 
	code_hash VARCHAR NOT NULL, 
	used_at DATETIME, 
	CONSTRAINT fk_spare_code_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT pk_spare_code PRIMARY KEY (id)
);
CREATE TABLE "special_read" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	read_by VARCHAR, 
	place VARCHAR NOT NULL, 
	fact_ids JSON NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT ck_special_read_place CHECK (place IN ('person', 'page', 'film', 'plan')), 
	CONSTRAINT fk_special_read_read_by FOREIGN KEY(read_by) REFERENCES user_account (id), 
	CONSTRAINT fk_special_read_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_special_read_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_special_read PRIMARY KEY (id)
);
CREATE TABLE spent_challenge (
	id VARCHAR NOT NULL, 
	spent_at DATETIME NOT NULL, 
	CONSTRAINT pk_spent_challenge PRIMARY KEY (id)
);
CREATE TABLE statement_version (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	gift_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	input_hash VARCHAR NOT NULL, 
	files JSON NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT fk_statement_version_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_statement_version_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_statement_version PRIMARY KEY (id), 
	CONSTRAINT uq_statement_version_gift_id_number UNIQUE (gift_id, number)
);
CREATE TABLE supplier_invoice (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	supplier VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	issued_on DATE NOT NULL, 
	currency VARCHAR NOT NULL, 
	total_minor INTEGER NOT NULL, 
	lines INTEGER NOT NULL, 
	uploaded_by VARCHAR, 
	uploaded_at DATETIME NOT NULL, 
	CONSTRAINT ck_supplier_invoice_lines CHECK (lines > 0), 
	CONSTRAINT fk_supplier_invoice_uploaded_by FOREIGN KEY(uploaded_by) REFERENCES user_account (id), 
	CONSTRAINT fk_supplier_invoice_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_supplier_invoice PRIMARY KEY (id), 
	CONSTRAINT uq_supplier_invoice_workspace_id_key UNIQUE (workspace_id, "key")
);
CREATE TABLE supplier_invoice_line (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	invoice_id VARCHAR NOT NULL, 
	"row" INTEGER NOT NULL, 
	gift_id VARCHAR, 
	part VARCHAR NOT NULL, 
	amount_minor INTEGER NOT NULL, 
	vat_minor INTEGER, 
	CONSTRAINT ck_supplier_invoice_line_part CHECK (part IN ('gift', 'wrap', 'shipping', 'duty', 'tax', 'fee', 'return')), 
	CONSTRAINT fk_supplier_invoice_line_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_supplier_invoice_line_invoice_id FOREIGN KEY(invoice_id) REFERENCES supplier_invoice (id), 
	CONSTRAINT fk_supplier_invoice_line_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_supplier_invoice_line PRIMARY KEY (id)
);
CREATE TABLE suppression (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	email_hash VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	code VARCHAR, 
	created_at DATETIME NOT NULL, 
	lifted_at DATETIME, 
	lifted_by VARCHAR, 
	lifted_reason VARCHAR, 
	CONSTRAINT ck_suppression_lifted_by_somebody CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)), 
	CONSTRAINT ck_suppression_reason CHECK (reason IN ('bounced', 'complained')), 
	CONSTRAINT fk_suppression_lifted_by_user_account FOREIGN KEY(lifted_by) REFERENCES user_account (id), 
	CONSTRAINT fk_suppression_workspace_id_workspace FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_suppression PRIMARY KEY (id)
);
CREATE TABLE sweep_delay (
	sweep VARCHAR NOT NULL, 
	subject_id VARCHAR NOT NULL, 
	workspace_id VARCHAR, 
	look_at DATETIME NOT NULL, 
	looks INTEGER NOT NULL, 
	error_code VARCHAR, 
	CONSTRAINT fk_sweep_delay_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_sweep_delay PRIMARY KEY (sweep, subject_id)
);
CREATE TABLE sweep_run (
	name VARCHAR NOT NULL, 
	ran_at DATETIME NOT NULL, 
	changed INTEGER NOT NULL, 
	changed_at DATETIME, 
	CONSTRAINT pk_sweep_run PRIMARY KEY (name)
);
CREATE TABLE tax_home (
	workspace_id VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	first_month INTEGER NOT NULL, 
	said_by VARCHAR, 
	said_at DATETIME NOT NULL, 
	CONSTRAINT ck_tax_home_first_month CHECK (first_month >= 1 AND first_month <= 12), 
	CONSTRAINT fk_tax_home_said_by FOREIGN KEY(said_by) REFERENCES user_account (id), 
	CONSTRAINT fk_tax_home_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_tax_home PRIMARY KEY (workspace_id)
);
CREATE TABLE tax_limit (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	amount_minor INTEGER NOT NULL, 
	currency VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	flat_rate_bp INTEGER, 
	source VARCHAR NOT NULL, 
	source_on DATE NOT NULL, 
	said_by VARCHAR, 
	said_at DATETIME NOT NULL, 
	CONSTRAINT ck_tax_limit_amount_positive CHECK (amount_minor > 0), 
	CONSTRAINT ck_tax_limit_flat_rate CHECK (flat_rate_bp > 0 AND flat_rate_bp <= 10000), 
	CONSTRAINT ck_tax_limit_period CHECK (period IN ('months_12', 'business_year')), 
	CONSTRAINT fk_tax_limit_said_by FOREIGN KEY(said_by) REFERENCES user_account (id), 
	CONSTRAINT fk_tax_limit_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_tax_limit PRIMARY KEY (id), 
	CONSTRAINT uq_tax_limit_workspace_id_country UNIQUE (workspace_id, country)
);
CREATE TABLE text_number (
	recipient_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	number BLOB NOT NULL, 
	number_hash VARCHAR NOT NULL, 
	given_at DATETIME NOT NULL, 
	refused_at DATETIME, confirmed_at DATETIME, 
	CONSTRAINT fk_text_number_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_text_number_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_text_number PRIMARY KEY (recipient_id)
);
CREATE TABLE thank_you (
	gift_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	recipient_id VARCHAR NOT NULL, 
	body BLOB NOT NULL, 
	is_private BOOLEAN NOT NULL, 
	is_shown BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT fk_thank_you_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_thank_you_gift_id FOREIGN KEY(gift_id) REFERENCES gift (id), 
	CONSTRAINT fk_thank_you_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_thank_you_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_thank_you PRIMARY KEY (gift_id)
);
CREATE TABLE upload_piece (
	id INTEGER NOT NULL, 
	upload_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	body BLOB NOT NULL, 
	CONSTRAINT fk_upload_piece_upload_id FOREIGN KEY(upload_id) REFERENCES pending_upload (id), 
	CONSTRAINT pk_upload_piece PRIMARY KEY (id), 
	CONSTRAINT uq_upload_piece_upload_id_number UNIQUE (upload_id, number)
);
CREATE TABLE upload_row (
	id INTEGER NOT NULL, 
	upload_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	is_hidden BOOLEAN DEFAULT 0 NOT NULL, 
	state VARCHAR NOT NULL, 
	cells BLOB NOT NULL, 
	typed BLOB, 
	said BLOB, 
	email_key VARCHAR, 
	company_key VARCHAR, 
	mistake VARCHAR, 
	asks BOOLEAN DEFAULT 0 NOT NULL, 
	repeats INTEGER, 
	is_saved BOOLEAN DEFAULT 0 NOT NULL, country VARCHAR, basis VARCHAR, opted_out BOOLEAN DEFAULT 0 NOT NULL, facts INTEGER DEFAULT '0' NOT NULL, dropped BLOB, 
	CONSTRAINT ck_upload_row_state CHECK (state IN ('unread', 'fine', 'asked', 'bad', 'out')), 
	CONSTRAINT fk_upload_row_upload_id FOREIGN KEY(upload_id) REFERENCES pending_upload (id), 
	CONSTRAINT pk_upload_row PRIMARY KEY (id), 
	CONSTRAINT uq_upload_row_upload_id_number UNIQUE (upload_id, number)
);
CREATE TABLE use_consent (
	recipient_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	agreed_at DATETIME NOT NULL, 
	CONSTRAINT fk_use_consent_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_use_consent_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_use_consent PRIMARY KEY (recipient_id)
);
CREATE TABLE "user_account" (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	email_hash VARCHAR NOT NULL, 
	email BLOB NOT NULL, 
	name BLOB NOT NULL, 
	role VARCHAR NOT NULL, 
	password_hash VARCHAR, 
	session_version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	disabled_at DATETIME, signature BLOB, 
	CONSTRAINT ck_user_account_role CHECK (role IN ('owner', 'manager', 'seller', 'ops', 'ethics', 'read_only')), 
	CONSTRAINT fk_user_account_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_user_account PRIMARY KEY (id), 
	CONSTRAINT uq_user_account_email_hash UNIQUE (email_hash)
);
CREATE TABLE user_session (
	id VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	device VARCHAR NOT NULL, 
	network VARCHAR, 
	began_at DATETIME NOT NULL, 
	used_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT fk_user_session_user_id FOREIGN KEY(user_id) REFERENCES user_account (id), 
	CONSTRAINT pk_user_session PRIMARY KEY (id)
);
CREATE TABLE viewing_wish (
	recipient_id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	is_counted BOOLEAN NOT NULL, 
	shown_since DATETIME, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT ck_viewing_wish_shown_is_counted CHECK (is_counted OR shown_since IS NULL), 
	CONSTRAINT fk_viewing_wish_recipient_id FOREIGN KEY(recipient_id) REFERENCES recipient (id), 
	CONSTRAINT fk_viewing_wish_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_viewing_wish PRIMARY KEY (recipient_id)
);
CREATE TABLE wave (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	campaign_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	leave_on DATE NOT NULL, 
	leave_hour INTEGER NOT NULL, 
	CONSTRAINT ck_wave_leave_hour CHECK (leave_hour >= 8 AND leave_hour <= 19), 
	CONSTRAINT fk_wave_campaign_id FOREIGN KEY(campaign_id) REFERENCES campaign (id), 
	CONSTRAINT fk_wave_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_wave PRIMARY KEY (id), 
	CONSTRAINT uq_wave_campaign_id_number UNIQUE (campaign_id, number)
);
CREATE TABLE webhook_delivery (
	number INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	endpoint_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	subject_id VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	is_test BOOLEAN NOT NULL, 
	state VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	tries JSON NOT NULL, 
	answer BLOB, 
	next_at DATETIME, 
	created_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT ck_webhook_delivery_state CHECK (state IN ('queued', 'held', 'delivered', 'failed', 'kept', 'dropped')), 
	CONSTRAINT fk_webhook_delivery_endpoint_id FOREIGN KEY(endpoint_id) REFERENCES webhook_endpoint (id), 
	CONSTRAINT fk_webhook_delivery_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_webhook_delivery PRIMARY KEY (number), 
	CONSTRAINT uq_webhook_delivery_id UNIQUE (id)
);
CREATE TABLE webhook_endpoint (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	url BLOB NOT NULL, 
	events JSON NOT NULL, 
	secret BLOB NOT NULL, 
	old_secret BLOB, 
	old_until DATETIME, 
	rotated_by VARCHAR, 
	rotated_at DATETIME, 
	off_at DATETIME, 
	off_reason VARCHAR, 
	told_at DATETIME, 
	tested_at DATETIME, 
	failing_since DATETIME, 
	works_since DATETIME, 
	resting_until DATETIME, 
	created_by VARCHAR, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT ck_webhook_endpoint_off CHECK ((off_reason IS NULL) = (off_at IS NULL)), 
	CONSTRAINT ck_webhook_endpoint_off_reason CHECK (off_reason IN ('gone', 'silent', 'person')), 
	CONSTRAINT ck_webhook_endpoint_old_secret CHECK ((old_secret IS NULL) = (old_until IS NULL)), 
	CONSTRAINT fk_webhook_endpoint_created_by FOREIGN KEY(created_by) REFERENCES user_account (id), 
	CONSTRAINT fk_webhook_endpoint_rotated_by FOREIGN KEY(rotated_by) REFERENCES user_account (id), 
	CONSTRAINT fk_webhook_endpoint_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_webhook_endpoint PRIMARY KEY (id)
);
CREATE TABLE webhook_message (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	source_id VARCHAR NOT NULL, 
	external_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	body BLOB, 
	digest VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	sentence BLOB, 
	is_news BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	done_at DATETIME, 
	CONSTRAINT ck_webhook_message_state CHECK (state IN ('taken', 'done', 'refused')), 
	CONSTRAINT fk_webhook_message_source_id FOREIGN KEY(source_id) REFERENCES webhook_source (id), 
	CONSTRAINT fk_webhook_message_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_webhook_message PRIMARY KEY (id), 
	CONSTRAINT uq_webhook_message_source_id_external_id UNIQUE (source_id, external_id)
);
CREATE TABLE webhook_source (
	id VARCHAR NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	secret BLOB NOT NULL, 
	old_secret BLOB, 
	old_until DATETIME, 
	refused INTEGER NOT NULL, 
	refused_at DATETIME, 
	off_at DATETIME, 
	created_by VARCHAR, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT ck_webhook_source_kind CHECK (kind IN ('carrier', 'crm')), 
	CONSTRAINT ck_webhook_source_old_secret CHECK ((old_secret IS NULL) = (old_until IS NULL)), 
	CONSTRAINT fk_webhook_source_created_by FOREIGN KEY(created_by) REFERENCES user_account (id), 
	CONSTRAINT fk_webhook_source_workspace_id FOREIGN KEY(workspace_id) REFERENCES workspace (id), 
	CONSTRAINT pk_webhook_source PRIMARY KEY (id)
);
CREATE TABLE worker_pulse (
	name VARCHAR NOT NULL, 
	queues VARCHAR NOT NULL, 
	pid INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	last_job_at DATETIME, 
	jobs_done INTEGER NOT NULL, dropped INTEGER DEFAULT '0' NOT NULL, version VARCHAR, memory_mb INTEGER, drained_since DATETIME, drained_by VARCHAR, 
	CONSTRAINT pk_worker_pulse PRIMARY KEY (name)
);
CREATE TABLE workspace (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, is_sandbox BOOLEAN DEFAULT 0 NOT NULL, approval_currency VARCHAR, approver_id VARCHAR, approval_above_minor INTEGER, second_factor_from DATE, search_generation INTEGER DEFAULT 1 NOT NULL, copy_of VARCHAR, company_id VARCHAR, register_told DATE, 
	CONSTRAINT pk_workspace PRIMARY KEY (id)
);
CREATE INDEX ix_account_giver_id ON account (giver_id);
CREATE INDEX ix_account_pause_workspace_id ON account_pause (workspace_id);
CREATE INDEX ix_account_workspace_id ON account (workspace_id);
CREATE INDEX ix_announcement_at ON announcement (at);
CREATE INDEX ix_announcement_subject_id ON announcement (subject_id, kind);
CREATE INDEX ix_announcement_waiting ON announcement (workspace_id, id) WHERE NOT is_passed_on;
CREATE INDEX ix_api_answer_by_at ON api_answer ("by", at);
CREATE INDEX ix_api_answer_subject_id ON api_answer (subject_id);
CREATE INDEX ix_api_key_workspace_id ON api_key (workspace_id);
CREATE INDEX ix_api_secret_key_id ON api_secret (key_id);
CREATE INDEX ix_api_use_at ON api_use (at);
CREATE INDEX ix_api_use_key_id_at ON api_use (key_id, at);
CREATE INDEX ix_assignment_campaign_id ON assignment (campaign_id);
CREATE INDEX ix_assignment_recipient_id ON assignment (recipient_id);
CREATE INDEX ix_assignment_workspace_id ON assignment (workspace_id);
CREATE INDEX ix_audit_entry_act_at ON audit_entry (act, at);
CREATE INDEX ix_audit_entry_workspace_id ON audit_entry (workspace_id);
CREATE INDEX ix_audit_entry_workspace_id_at ON audit_entry (workspace_id, at);
CREATE INDEX ix_audit_run_at ON audit_run (at);
CREATE INDEX ix_away_calendar_account_id ON away_calendar (account_id);
CREATE INDEX ix_away_calendar_asked_at ON away_calendar (asked_at);
CREATE INDEX ix_away_calendar_workspace_id ON away_calendar (workspace_id);
CREATE INDEX ix_campaign_deleted_at ON campaign (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX ix_campaign_expires_at ON campaign (expires_at);
CREATE INDEX ix_campaign_material_workspace_id ON campaign_material (workspace_id);
CREATE INDEX ix_campaign_problem_workspace_id ON campaign_problem (workspace_id);
CREATE INDEX ix_campaign_recipient_campaign_id ON campaign_recipient (campaign_id);
CREATE INDEX ix_campaign_recipient_giver_id ON campaign_recipient (giver_id);
CREATE INDEX ix_campaign_recipient_in_order ON campaign_recipient (campaign_id, row_number, id, recipient_id);
CREATE INDEX ix_campaign_recipient_recipient_id ON campaign_recipient (recipient_id);
CREATE INDEX ix_campaign_recipient_workspace_id ON campaign_recipient (workspace_id);
CREATE INDEX ix_campaign_seller_id ON campaign (seller_id);
CREATE INDEX ix_campaign_workspace_id ON campaign (workspace_id);
CREATE INDEX ix_capped_message_decision_id ON capped_message (decision_id);
CREATE INDEX ix_capped_message_gift_id ON capped_message (gift_id);
CREATE INDEX ix_capped_message_recipient_id ON capped_message (recipient_id);
CREATE INDEX ix_capped_message_workspace_id_at ON capped_message (workspace_id, at);
CREATE INDEX ix_card_code_gift_id ON card_code (gift_id);
CREATE INDEX ix_card_code_workspace_id ON card_code (workspace_id);
CREATE INDEX ix_charity_workspace_id ON charity (workspace_id);
CREATE INDEX ix_company_policy_account_id_said_at ON company_policy (account_id, said_at);
CREATE INDEX ix_company_policy_gift_id ON company_policy (gift_id);
CREATE INDEX ix_company_policy_workspace_id ON company_policy (workspace_id);
CREATE INDEX ix_consent_recipient_id ON consent (recipient_id);
CREATE INDEX ix_consent_workspace_id ON consent (workspace_id);
CREATE INDEX ix_contact_gift_id ON contact (gift_id);
CREATE INDEX ix_contact_limit_recipient_id ON contact_limit (recipient_id);
CREATE INDEX ix_contact_recipient_id_at ON contact (recipient_id, at);
CREATE INDEX ix_contact_wish_workspace_id ON contact_wish (workspace_id);
CREATE INDEX ix_contact_workspace_id ON contact (workspace_id);
CREATE INDEX ix_data_request_done_at ON data_request (done_at);
CREATE INDEX ix_data_request_recipient_id ON data_request (recipient_id);
CREATE INDEX ix_data_request_workspace_id_done_at ON data_request (workspace_id, done_at);
CREATE INDEX ix_decision_record_gift_id ON decision_record (gift_id);
CREATE INDEX ix_decision_record_workspace_id ON decision_record (workspace_id);
CREATE INDEX ix_delivery_address_recipient_id ON delivery_address (recipient_id);
CREATE INDEX ix_delivery_address_to_erase ON delivery_address (erase_after) WHERE body IS NOT NULL;
CREATE INDEX ix_delivery_address_workspace_id ON delivery_address (workspace_id);
CREATE INDEX ix_dietary_saying_workspace_id ON dietary_saying (workspace_id);
CREATE INDEX ix_distrust_gift_id ON distrust (gift_id);
CREATE INDEX ix_distrust_open ON distrust (at) WHERE settled_at IS NULL;
CREATE INDEX ix_distrust_workspace_id ON distrust (workspace_id);
CREATE INDEX ix_donation_booking_workspace_id ON donation_booking (workspace_id);
CREATE INDEX ix_drawn_term_campaign_id ON drawn_term (campaign_id);
CREATE INDEX ix_drawn_term_experiment_id ON drawn_term (experiment_id);
CREATE INDEX ix_drawn_term_recipient_id_campaign_id ON drawn_term (recipient_id, campaign_id);
CREATE INDEX ix_drawn_term_workspace_id ON drawn_term (workspace_id);
CREATE INDEX ix_experiment_campaign_campaign_id ON experiment_campaign (campaign_id);
CREATE INDEX ix_experiment_score_experiment_id ON experiment_score (experiment_id);
CREATE INDEX ix_experiment_score_workspace_id ON experiment_score (workspace_id);
CREATE INDEX ix_experiment_workspace_id_state ON experiment (workspace_id, state);
CREATE INDEX ix_film_event_campaign_id ON film_event (campaign_id);
CREATE INDEX ix_film_event_gift_id ON film_event (gift_id);
CREATE INDEX ix_film_event_workspace_id ON film_event (workspace_id);
CREATE INDEX ix_film_preview_campaign_id ON film_preview (campaign_id);
CREATE INDEX ix_film_preview_created_at ON film_preview (created_at);
CREATE INDEX ix_film_preview_gift_id ON film_preview (gift_id);
CREATE INDEX ix_film_preview_workspace_id ON film_preview (workspace_id);
CREATE INDEX ix_gift_account_id_campaign_id ON gift (account_id, campaign_id, status, launched_at);
CREATE INDEX ix_gift_alternative_product_id ON gift_alternative (product_id);
CREATE INDEX ix_gift_alternative_workspace_id ON gift_alternative (workspace_id);
CREATE INDEX ix_gift_campaign_id_product_id ON gift (campaign_id, product_id);
CREATE INDEX ix_gift_event_answered ON gift_event (at) WHERE kind IN ('gift.accepted', 'gift.declined', 'gift.donated', 'gift.swapped');
CREATE INDEX ix_gift_event_campaign_id ON gift_event (campaign_id);
CREATE INDEX ix_gift_event_delivered ON gift_event (at) WHERE kind = 'gift.delivered';
CREATE INDEX ix_gift_event_gift_id ON gift_event (gift_id);
CREATE INDEX ix_gift_event_waiting ON gift_event (workspace_id, id) WHERE NOT is_passed_on;
CREATE INDEX ix_gift_event_workspace_id ON gift_event (workspace_id);
CREATE INDEX ix_gift_is_reserved_status_undo_until ON gift (is_reserved, status, undo_until);
CREATE INDEX ix_gift_product_id_status ON gift (product_id, status);
CREATE INDEX ix_gift_recipient_id ON gift (recipient_id);
CREATE INDEX ix_gift_standing ON gift (campaign_id, status, delivery_status, launched_at, wave, stopped_at, decided_at, is_swapped, id);
CREATE INDEX ix_gift_status_campaign_id ON gift (status, campaign_id);
CREATE INDEX ix_gift_wait_product_id ON gift_wait (product_id);
CREATE INDEX ix_gift_wait_state_until ON gift_wait (state, until);
CREATE INDEX ix_gift_wait_workspace_id ON gift_wait (workspace_id);
CREATE INDEX ix_gift_workspace_id_status ON gift (workspace_id, status, id);
CREATE INDEX ix_giver_request_recipient_id ON giver_request (recipient_id);
CREATE INDEX ix_giver_request_workspace_id ON giver_request (workspace_id);
CREATE INDEX ix_hitch_ended_at ON hitch (ended_at);
CREATE INDEX ix_incident_gift_id ON incident (gift_id);
CREATE INDEX ix_incident_product_id_kind ON incident (product_id, kind);
CREATE INDEX ix_incident_recall_id ON incident (recall_id);
CREATE INDEX ix_incident_workspace_id ON incident (workspace_id);
CREATE INDEX ix_insight_campaign_id ON insight (campaign_id);
CREATE INDEX ix_insight_workspace_id ON insight (workspace_id);
CREATE INDEX ix_job_campaign_id_kind_state ON job (campaign_id, kind, state);
CREATE INDEX ix_job_failed ON job (workspace_id, kind, last_error_type, finished_at, crashes, id, state) WHERE state = 'dead';
CREATE INDEX ix_job_failed_before ON job (workspace_id, queue, kind, attempt, lease_expiries, last_error_type, state) WHERE state || '' IN ('pending', 'running') AND last_error_type IS NOT NULL;
CREATE INDEX ix_job_failed_latest ON job (workspace_id, finished_at, id, state) WHERE state = 'dead';
CREATE INDEX ix_job_quarantine ON job (workspace_id, kind, last_error_type, finished_at, state) WHERE state = 'dead' AND crashes >= 3;
CREATE INDEX ix_job_state_finished_at ON job (state, finished_at);
CREATE INDEX ix_job_state_queue_run_at ON job (state, queue, run_at, workspace_id);
CREATE INDEX ix_job_to_retry ON job (workspace_id, run_at) WHERE state = 'pending' AND attempt > 0;
CREATE INDEX ix_journal_line_campaign_id ON journal_line (campaign_id);
CREATE INDEX ix_journal_line_gift_id ON journal_line (gift_id);
CREATE INDEX ix_journal_line_workspace_id_month ON journal_line (workspace_id, month);
CREATE INDEX ix_kept_address_erase_after ON kept_address (erase_after);
CREATE INDEX ix_kept_address_workspace_id ON kept_address (workspace_id);
CREATE INDEX ix_landed_rate_workspace_id_cost ON landed_rate (workspace_id, cost);
CREATE INDEX ix_letter_answers_id ON letter (answers_id);
CREATE INDEX ix_letter_at ON letter (at);
CREATE INDEX ix_letter_campaign_id ON letter (campaign_id);
CREATE INDEX ix_letter_gift_id_at ON letter (gift_id, at);
CREATE INDEX ix_letter_recipient_id_at ON letter (recipient_id, at);
CREATE INDEX ix_letter_waiting ON letter (workspace_id, handed_over_at) WHERE handed_over_at IS NOT NULL AND answered_at IS NULL;
CREATE INDEX ix_line_dispute_campaign_id ON line_dispute (campaign_id);
CREATE INDEX ix_line_dispute_closed_at ON line_dispute (closed_at);
CREATE INDEX ix_line_dispute_gift_id ON line_dispute (gift_id);
CREATE INDEX ix_line_dispute_recipient_id ON line_dispute (recipient_id);
CREATE INDEX ix_line_dispute_workspace_id_state_opened_at ON line_dispute (workspace_id, state, opened_at);
CREATE INDEX ix_list_shape_workspace_id ON list_shape (workspace_id);
CREATE INDEX ix_mail_message_about_id ON mail_message (about_id) WHERE about_id IS NOT NULL;
CREATE INDEX ix_mail_message_gift_id ON mail_message (gift_id);
CREATE INDEX ix_mail_message_recipient_id ON mail_message (recipient_id);
CREATE INDEX ix_mail_message_sending ON mail_message (id) WHERE state = 'sending';
CREATE INDEX ix_mail_message_state_workspace_id_created_at ON mail_message (state, workspace_id, created_at);
CREATE INDEX ix_mail_message_workspace_id_created_at ON mail_message (workspace_id, created_at);
CREATE INDEX ix_mail_return_at ON mail_return (at);
CREATE INDEX ix_mail_return_workspace_id ON mail_return (workspace_id);
CREATE INDEX ix_mailed_code_erase_after ON mailed_code (erase_after);
CREATE INDEX ix_mailed_code_recipient_id ON mailed_code (recipient_id);
CREATE INDEX ix_mailed_code_workspace_id ON mailed_code (workspace_id);
CREATE INDEX ix_match_run_campaign_id ON match_run (campaign_id);
CREATE INDEX ix_match_run_workspace_id ON match_run (workspace_id);
CREATE INDEX ix_meeting_answer_recipient_id ON meeting_answer (recipient_id);
CREATE INDEX ix_meeting_slot_campaign_id_starts_at ON meeting_slot (campaign_id, starts_at);
CREATE INDEX ix_money_entry_campaign_id ON money_entry (campaign_id);
CREATE INDEX ix_money_entry_gift_id ON money_entry (gift_id);
CREATE INDEX ix_money_entry_workspace_id ON money_entry (workspace_id);
CREATE INDEX ix_named_charity_gift_id ON named_charity (gift_id);
CREATE INDEX ix_named_charity_recipient_id ON named_charity (recipient_id);
CREATE INDEX ix_named_charity_workspace_id_state ON named_charity (workspace_id, state);
CREATE INDEX ix_next_decision_at ON next_decision (at);
CREATE INDEX ix_next_decision_recipient_id_at ON next_decision (recipient_id, at);
CREATE INDEX ix_next_decision_workspace_id_at ON next_decision (workspace_id, at);
CREATE INDEX ix_number_check_asked_at ON number_check (asked_at);
CREATE INDEX ix_number_check_number_hash_asked_at ON number_check (number_hash, asked_at);
CREATE INDEX ix_number_check_recipient_id_asked_at ON number_check (recipient_id, asked_at);
CREATE INDEX ix_number_check_workspace_id ON number_check (workspace_id);
CREATE INDEX ix_offer_event_offer_id ON offer_event (offer_id);
CREATE INDEX ix_offer_event_recipient_id ON offer_event (recipient_id) WHERE kind = 'offer.mailed';
CREATE INDEX ix_offer_event_workspace_id ON offer_event (workspace_id);
CREATE INDEX ix_offer_segment_id ON offer (segment_id);
CREATE INDEX ix_offer_workspace_id ON offer (workspace_id);
CREATE INDEX ix_outcome_workspace_id ON outcome (workspace_id);
CREATE INDEX ix_parcel_product_id_batch ON parcel (product_id, batch);
CREATE INDEX ix_parcel_workspace_id ON parcel (workspace_id);
CREATE INDEX ix_part_reading_minute ON part_reading (minute);
CREATE INDEX ix_passkey_user_id ON passkey (user_id);
CREATE INDEX ix_pending_gifts_created_at ON pending_gifts (created_at);
CREATE INDEX ix_pending_gifts_workspace_id ON pending_gifts (workspace_id);
CREATE INDEX ix_pending_upload_campaign_id ON pending_upload (campaign_id);
CREATE INDEX ix_pending_upload_created_at ON pending_upload (created_at);
CREATE INDEX ix_pending_upload_state ON pending_upload (state);
CREATE INDEX ix_pending_upload_workspace_id ON pending_upload (workspace_id);
CREATE INDEX ix_person_event_recipient_id_at ON person_event (recipient_id, at);
CREATE INDEX ix_person_event_workspace_id ON person_event (workspace_id);
CREATE INDEX ix_person_task_done_at ON person_task (done_at);
CREATE INDEX ix_person_task_recipient_id ON person_task (recipient_id);
CREATE INDEX ix_person_task_workspace_id_done_at ON person_task (workspace_id, done_at);
CREATE INDEX ix_personal_line_campaign_id ON personal_line (campaign_id);
CREATE INDEX ix_personal_line_workspace_id ON personal_line (workspace_id);
CREATE INDEX ix_plan_approval_workspace_id ON plan_approval (workspace_id);
CREATE INDEX ix_product_workspace_id ON product (workspace_id);
CREATE INDEX ix_product_workspace_id_family ON product (workspace_id, family);
CREATE INDEX ix_profile_fact_calendar_id ON profile_fact (calendar_id) WHERE calendar_id IS NOT NULL;
CREATE INDEX ix_profile_fact_recipient_id ON profile_fact (recipient_id);
CREATE INDEX ix_profile_fact_told_motive ON profile_fact (created_at) WHERE kind = 'motive' AND source = 'asked';
CREATE INDEX ix_profile_fact_workspace_id ON profile_fact (workspace_id);
CREATE INDEX ix_question_recipient_id ON question (recipient_id);
CREATE INDEX ix_question_workspace_id ON question (workspace_id);
CREATE INDEX ix_queue_reading_minute ON queue_reading (minute);
CREATE INDEX ix_quiet_rule_account_id ON quiet_rule (account_id);
CREATE INDEX ix_quiet_rule_recipient_id ON quiet_rule (recipient_id);
CREATE INDEX ix_quiet_rule_workspace_id_begins_at ON quiet_rule (workspace_id, begins_at);
CREATE INDEX ix_rating_campaign_id_kind ON rating (campaign_id, kind);
CREATE INDEX ix_rating_named ON rating (asked_at) WHERE gift_id IS NOT NULL;
CREATE INDEX ix_rating_recipient_id_asked_at ON rating (recipient_id, asked_at);
CREATE INDEX ix_recall_notice_gift_id ON recall_notice (gift_id);
CREATE INDEX ix_recall_notice_message_id ON recall_notice (message_id);
CREATE INDEX ix_recall_notice_workspace_id ON recall_notice (workspace_id);
CREATE INDEX ix_recall_product_id ON recall (product_id);
CREATE INDEX ix_recall_workspace_id ON recall (workspace_id);
CREATE INDEX ix_recipient_account_id ON recipient (account_id);
CREATE INDEX ix_recipient_batch_campaign_id ON recipient_batch (campaign_id);
CREATE INDEX ix_recipient_batch_created_at ON recipient_batch (created_at);
CREATE INDEX ix_recipient_batch_workspace_id ON recipient_batch (workspace_id);
CREATE INDEX ix_recipient_giver_id ON recipient (giver_id);
CREATE INDEX ix_recipient_tag_recipient_id ON recipient_tag (recipient_id);
CREATE INDEX ix_recipient_workspace_id ON recipient (workspace_id);
CREATE INDEX ix_recipient_workspace_id_searched_as ON recipient (workspace_id, searched_as);
CREATE INDEX ix_rehearsal_of_workspace_id ON rehearsal (of_workspace_id);
CREATE INDEX ix_rendition_gift_id ON rendition (gift_id);
CREATE INDEX ix_rendition_input_hash ON rendition (input_hash);
CREATE INDEX ix_rendition_workspace_id ON rendition (workspace_id);
CREATE INDEX ix_sector_sign_workspace_id ON sector_sign (workspace_id);
CREATE INDEX ix_segment_lever_workspace_id ON segment_lever (workspace_id);
CREATE INDEX ix_segment_workspace_id ON segment (workspace_id);
CREATE INDEX ix_sender_statement_campaign_id ON sender_statement (campaign_id);
CREATE INDEX ix_sender_statement_workspace_id ON sender_statement (workspace_id);
CREATE INDEX ix_set_aside_campaign_id ON set_aside (campaign_id);
CREATE INDEX ix_set_aside_workspace_id ON set_aside (workspace_id);
CREATE INDEX ix_shelf_change_product_id ON shelf_change (product_id);
CREATE INDEX ix_sign_in_attempt_at ON sign_in_attempt (at);
CREATE INDEX ix_sign_in_attempt_email_hash_at ON sign_in_attempt (email_hash, at);
CREATE INDEX ix_sign_in_link_user_id ON sign_in_link (user_id);
CREATE INDEX ix_simulation_workspace_id_made_at ON simulation (workspace_id, made_at);
CREATE INDEX ix_soft_hold_until ON soft_hold (until);
CREATE INDEX ix_soft_hold_workspace_id ON soft_hold (workspace_id);
CREATE INDEX ix_spare_code_user_id ON spare_code (user_id);
CREATE INDEX ix_special_read_at ON special_read (at);
CREATE INDEX ix_special_read_recipient_id ON special_read (recipient_id);
CREATE INDEX ix_special_read_workspace_id ON special_read (workspace_id);
CREATE INDEX ix_spent_challenge_spent_at ON spent_challenge (spent_at);
CREATE INDEX ix_statement_version_input_hash ON statement_version (input_hash);
CREATE INDEX ix_statement_version_workspace_id ON statement_version (workspace_id);
CREATE INDEX ix_supplier_invoice_line_gift_id ON supplier_invoice_line (gift_id);
CREATE INDEX ix_supplier_invoice_line_invoice_id ON supplier_invoice_line (invoice_id);
CREATE INDEX ix_supplier_invoice_line_workspace_id ON supplier_invoice_line (workspace_id);
CREATE INDEX ix_suppression_workspace_id_email_hash ON suppression (workspace_id, email_hash);
CREATE INDEX ix_sweep_delay_sweep_look_at ON sweep_delay (sweep, look_at);
CREATE INDEX ix_text_number_number_hash ON text_number (number_hash);
CREATE INDEX ix_text_number_workspace_id ON text_number (workspace_id);
CREATE INDEX ix_thank_you_at ON thank_you (at);
CREATE INDEX ix_thank_you_campaign_id_at ON thank_you (campaign_id, at);
CREATE INDEX ix_thank_you_recipient_id ON thank_you (recipient_id);
CREATE INDEX ix_upload_row_upload_id_company_key ON upload_row (upload_id, company_key, number);
CREATE INDEX ix_upload_row_upload_id_email_key ON upload_row (upload_id, email_key);
CREATE INDEX ix_upload_row_upload_id_state_number ON upload_row (upload_id, state, number);
CREATE INDEX ix_use_consent_workspace_id ON use_consent (workspace_id);
CREATE INDEX ix_user_account_workspace_id ON user_account (workspace_id);
CREATE INDEX ix_user_session_used_at ON user_session (used_at);
CREATE INDEX ix_user_session_user_id ON user_session (user_id);
CREATE INDEX ix_viewing_wish_workspace_id ON viewing_wish (workspace_id);
CREATE INDEX ix_wave_workspace_id ON wave (workspace_id);
CREATE INDEX ix_webhook_delivery_created_at ON webhook_delivery (created_at);
CREATE INDEX ix_webhook_delivery_endpoint_id_number ON webhook_delivery (endpoint_id, number);
CREATE INDEX ix_webhook_delivery_open ON webhook_delivery (endpoint_id, subject_id, number) WHERE state IN ('queued', 'held');
CREATE INDEX ix_webhook_endpoint_workspace_id ON webhook_endpoint (workspace_id);
CREATE INDEX ix_webhook_message_at ON webhook_message (at);
CREATE INDEX ix_webhook_message_source_id_at ON webhook_message (source_id, at);
CREATE INDEX ix_webhook_message_workspace_id ON webhook_message (workspace_id);
CREATE INDEX ix_webhook_source_workspace_id ON webhook_source (workspace_id);
CREATE INDEX ix_workspace_company_id ON workspace (company_id);
CREATE INDEX ix_workspace_copy_of ON workspace (copy_of);
CREATE TRIGGER consent_stands BEFORE UPDATE ON consent BEGIN SELECT RAISE(ABORT, 'rows of consent are only ever added'); END;
CREATE UNIQUE INDEX ix_suppression_standing ON suppression (workspace_id, email_hash) WHERE lifted_at IS NULL;
CREATE UNIQUE INDEX uq_data_request_open ON data_request (recipient_id, kind) WHERE done_at IS NULL;
CREATE UNIQUE INDEX uq_experiment_everywhere ON experiment (workspace_id) WHERE kind = 'holdout' AND covers_all AND state IN ('running', 'paused');
CREATE UNIQUE INDEX uq_gift_account_family ON gift (campaign_id, account_id, product_family) WHERE is_reserved OR status NOT IN ('declined', 'donated', 'expired', 'canceled', 'failed', 'returned');
CREATE UNIQUE INDEX uq_gift_unique_within_product ON gift (campaign_id, unique_within, product_id) WHERE is_reserved OR status NOT IN ('declined', 'donated', 'expired', 'canceled', 'failed', 'returned');
CREATE UNIQUE INDEX uq_giver_request_open ON giver_request (recipient_id, asked_by) WHERE state = 'asked';
CREATE UNIQUE INDEX uq_invitation_open ON invitation (workspace_id, email_hash) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX uq_line_dispute_standing ON line_dispute (gift_id) WHERE state != 'closed';
CREATE UNIQUE INDEX uq_offer_event_ended ON offer_event (offer_id) WHERE kind = 'offer.ended';
CREATE UNIQUE INDEX uq_offer_event_mailed ON offer_event (offer_id, recipient_id) WHERE kind = 'offer.mailed';
CREATE UNIQUE INDEX uq_offer_standing ON offer (workspace_id, code) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX uq_plan_approval_open ON plan_approval (campaign_id) WHERE state = 'asked';
INSERT INTO "alembic_version" VALUES('0150');
