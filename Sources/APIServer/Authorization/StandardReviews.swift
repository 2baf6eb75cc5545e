/// The kinds and subresources of this server that answer questions about identities and rights.
package enum StandardReviews {
    /// - Parameter now: seconds since 1970.
    package static func resources(
        tokens: any TokenAuthenticator, tokenRequests: TokenRequestResource, authorizer: any Authorizer,
        roles: RBACAuthorizer, now: @escaping @Sendable () -> Int64
    ) -> [any VirtualResource] {
        let reviews: [any VirtualResource] = AccessReviewResource.all(authorizer: authorizer)
        return reviews + [
            SelfSubjectRulesReviewResource(roles: roles), TokenReviewResource(tokens: tokens),
            SelfSubjectReviewResource(now: now), tokenRequests,
        ]
    }
}
