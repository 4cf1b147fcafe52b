package models

// Tables lists the model of every table, so that a test can hold each against schema/*.sql.
var Tables = []any{
	&State{}, &Participant{}, &Language{}, &Currency{}, &Organiser{}, &Body{}, &OrganiserState{}, &Guarantee{},
	&Qualification{}, &Certificate{}, &UsualCourse{}, &Text{}, &Setting{},
	&Observer{}, &Inquiry{}, &InquiryAnswer{}, &Private{}, &ObserverNationality{}, &ObserverLanguage{}, &ObserverFunction{}, &ObserverConflict{},
	&Account{}, &Proposal{}, &ProposalFile{}, &ProposalSubject{}, &Link{}, &Session{}, &View{}, &Idempotency{}, &File{}, &FileContent{}, &Import{}, &ImportFile{},
	&Booking{}, &Availability{}, &Opportunity{}, &OpportunityState{}, &TrainingRequest{}, &Training{},
	&Invitation{}, &Answer{}, &Consent{}, &Extension{}, &Acknowledgement{}, &Finding{}, &DeploymentRequest{}, &Deployment{}, &DeploymentSeat{}, &Assignment{}, &Concern{}, &Reserve{}, &Evaluation{},
	&Contribution{}, &Line{}, &Commitment{}, &BankTransfer{}, &Receipt{}, &Payment{}, &Refund{}, &Correction{}, &LedgerAccount{}, &Transfer{},
	&Entry{}, &EntryReason{}, &Delivery{}, &Notice{}, &Pass{}, &CallOut{}, &CallOutAnswer{}, &Message{}, &MessageFile{}, &Feed{}, &Reminder{},
	&Seal{}, &SealedRow{}, &Salt{}, &UnsealedRow{},
}
