"""Chinese notation of facts that are neither conditions, drugs nor laboratory results: images,
stages, pathology, markers, scales and dates (clinical content 1.7). One module a noun; every
function is pure, and what the vocabulary lacks stays in the original and is named."""
