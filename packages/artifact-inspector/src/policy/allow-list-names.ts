// Made by scripts/allow_list.py from files of these libraries:
// 2021: python 3.9, joblib 1.1.1, numpy 1.21.6, scipy 1.7.3, scikit-learn 1.0.2, pandas 1.3.5, xgboost 1.6.2, lightgbm 3.3.2, catboost 1.0.6, imbalanced-learn 0.9.0
// 2022: python 3.10, joblib 1.2.0, numpy 1.22.4, scipy 1.8.1, scikit-learn 1.1.3, pandas 1.4.4, xgboost 1.7.6, lightgbm 3.3.5, catboost 1.1.1, imbalanced-learn 0.9.1
// 2023-late: python 3.11, joblib 1.3.2, numpy 1.25.2, scipy 1.11.4, scikit-learn 1.3.2, pandas 2.0.3, xgboost 2.0.3, lightgbm 4.1.0, catboost 1.2.2, imbalanced-learn 0.11.0
// 2023: python 3.11, joblib 1.6.0, numpy 1.24.4, scipy 1.10.1, scikit-learn 1.2.2, pandas 1.5.3, xgboost 1.7.6, lightgbm 4.0.0, catboost 1.2, imbalanced-learn 0.10.1
// 2024-early: python 3.12, joblib 1.4.2, numpy 1.26.4, scipy 1.12.0, scikit-learn 1.4.2, pandas 2.1.4, xgboost 2.0.3, lightgbm 4.3.0, catboost 1.2.5, imbalanced-learn 0.12.4
// 2024-numpy-2: python 3.11, joblib 1.6.0, numpy 2.1.3, scipy 1.14.1, scikit-learn 1.5.2, pandas 2.2.3
// 2024: python 3.11, joblib 1.6.0, numpy 1.26.4, scipy 1.13.1, scikit-learn 1.5.2, pandas 2.2.3, xgboost 2.1.4, lightgbm 3.3.5, catboost 1.2.10, imbalanced-learn 0.12.4
// 2025-late: python 3.13, joblib 1.5.3, numpy 2.3.5, scipy 1.16.3, scikit-learn 1.7.2, pandas 3.0.0, xgboost 3.1.3, lightgbm 4.6.0, catboost 1.2.10, imbalanced-learn 0.14.0
// 2025: python 3.13, joblib 1.5.3, numpy 2.2.6, scipy 1.15.3, scikit-learn 1.6.1, pandas 2.3.3, xgboost 3.0.5, lightgbm 4.6.0, catboost 1.2.8, imbalanced-learn 0.13.0
// 2026-early: python 3.12, joblib 1.5.3, numpy 2.4.6, scipy 1.17.1, scikit-learn 1.8.0, pandas 3.0.6, xgboost 3.2.0, lightgbm 4.6.0, imbalanced-learn 0.14.2
// 2026: python 3.11, joblib 1.6.0, numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1, pandas 3.1.1, xgboost 3.2.0, lightgbm 4.7.0, catboost 1.2.10, imbalanced-learn 0.14.2
// debian-12: python 3.11, joblib 1.2.0, numpy 1.24.2, scipy 1.10.1, scikit-learn 1.2.1, xgboost 1.7.4

/** What real files build or refer to. A line is a module and its names. */
export const NAMES = `
  __builtin__ bool dict float list long object tuple unicode
  _loss CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss CyHalfMultinomialLoss CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLoss CyHalfTweedieLossIdentity CyHuberLoss CyPinballLoss
  builtins bool dict float int list object str tuple
  catboost.core CatBoost CatBoostClassifier CatBoostRanker CatBoostRegressor
  imblearn.base FunctionSampler
  imblearn.combine._smote_enn SMOTEENN
  imblearn.combine._smote_tomek SMOTETomek
  imblearn.ensemble._bagging BalancedBaggingClassifier
  imblearn.ensemble._easy_ensemble EasyEnsembleClassifier
  imblearn.ensemble._forest BalancedRandomForestClassifier
  imblearn.ensemble._weight_boosting RUSBoostClassifier
  imblearn.over_sampling._adasyn ADASYN
  imblearn.over_sampling._random_over_sampler RandomOverSampler
  imblearn.over_sampling._smote.base SMOTE SMOTEN
  imblearn.over_sampling._smote.cluster KMeansSMOTE
  imblearn.over_sampling._smote.filter BorderlineSMOTE SVMSMOTE
  imblearn.pipeline Pipeline
  imblearn.under_sampling._prototype_generation._cluster_centroids ClusterCentroids
  imblearn.under_sampling._prototype_selection._condensed_nearest_neighbour CondensedNearestNeighbour
  imblearn.under_sampling._prototype_selection._edited_nearest_neighbours AllKNN EditedNearestNeighbours RepeatedEditedNearestNeighbours
  imblearn.under_sampling._prototype_selection._instance_hardness_threshold InstanceHardnessThreshold
  imblearn.under_sampling._prototype_selection._nearmiss NearMiss
  imblearn.under_sampling._prototype_selection._neighbourhood_cleaning_rule NeighbourhoodCleaningRule
  imblearn.under_sampling._prototype_selection._one_sided_selection OneSidedSelection
  imblearn.under_sampling._prototype_selection._random_under_sampler RandomUnderSampler
  imblearn.under_sampling._prototype_selection._tomek_links TomekLinks
  joblib.numpy_pickle NumpyArrayWrapper
  lightgbm.basic Booster
  lightgbm.sklearn LGBMClassifier LGBMModel LGBMRanker LGBMRegressor
  numpy absolute add allclose amax amin angle arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin argsort around array asarray atleast_1d atleast_2d average bincount bitwise_and bitwise_count bitwise_or bitwise_xor bool bool_ bytes_ cbrt ceil character clip clongdouble column_stack complex128 complex256 complex64 complexfloating concatenate conjugate copysign corrcoef cos cosh cov cumprod cumsum datetime64 deg2rad degrees diff digitize divide divmod dot equal exp exp2 expand_dims expm1 fabs flexible flip float128 float16 float32 float64 float_power floating floor floor_divide fmax fmin fmod frexp full_like gcd generic gradient greater greater_equal heaviside histogram hstack hypot imag inexact int16 int32 int64 int8 integer interp invert isclose isfinite isinf isnan isnat lcm ldexp left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or logical_xor longdouble longlong matmul matrix matvec max maximum mean median min minimum modf moveaxis multiply nan_to_num nanmax nanmean nanmedian nanmin nanpercentile nanquantile nanstd nansum nanvar ndarray negative nextafter not_equal number object_ ones_like outer percentile positive power prod ptp quantile rad2deg radians ravel real recarray reciprocal record remainder repeat reshape right_shift rint roll round round_ searchsorted sign signbit signedinteger sin sinc sinh sort spacing sqrt square squeeze stack std str_ subtract sum swapaxes take tan tanh tile timedelta64 transpose tril triu trunc uint16 uint32 uint64 uint8 ulonglong unique unsignedinteger var vecdot vecmat void vstack where zeros_like
  numpy._core._multiarray_umath absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and bitwise_count bitwise_or bitwise_xor cbrt ceil conjugate copysign cos cosh deg2rad degrees divide divmod equal exp exp2 expm1 fabs float_power floor floor_divide fmax fmin fmod frexp gcd greater greater_equal heaviside hypot invert isfinite isinf isnan isnat lcm ldexp left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or logical_xor matmul maximum minimum modf multiply negative nextafter not_equal positive power rad2deg radians reciprocal remainder right_shift rint sign signbit sin sinh spacing sqrt square subtract tan tanh trunc vecdot
  numpy.core._multiarray_umath absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and bitwise_or bitwise_xor cbrt ceil conjugate copysign cos cosh deg2rad degrees divide divmod equal exp exp2 expm1 fabs float_power floor floor_divide fmax fmin fmod frexp gcd greater greater_equal heaviside hypot invert isfinite isinf isnan isnat lcm ldexp left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and logical_not logical_or logical_xor matmul maximum minimum modf multiply negative nextafter not_equal positive power rad2deg radians reciprocal remainder right_shift rint sign signbit sin sinh spacing sqrt square subtract tan tanh true_divide trunc
  numpy.ma MaskedArray
  numpy.ma.core MaskedArray
  numpy.random._mt19937 MT19937
  numpy.random._pcg64 PCG64 PCG64DXSM
  numpy.random._philox Philox
  numpy.random._pickle __bit_generator_ctor
  numpy.random._sfc64 SFC64
  numpy.random.bit_generator SeedSequence
  numpy.rec recarray
  pandas BooleanDtype Categorical CategoricalDtype DataFrame DatetimeIndex DatetimeTZDtype Float64Dtype Index Int64Dtype IntervalIndex MultiIndex NA PeriodIndex RangeIndex Series SparseDtype TimedeltaIndex
  pandas._libs.missing NA
  pandas.arrays BooleanArray DatetimeArray FloatingArray IntegerArray PeriodArray SparseArray StringArray TimedeltaArray
  pandas.core.arrays.boolean BooleanArray BooleanDtype
  pandas.core.arrays.categorical Categorical
  pandas.core.arrays.datetimes DatetimeArray
  pandas.core.arrays.floating Float64Dtype FloatingArray
  pandas.core.arrays.integer Int64Dtype IntegerArray
  pandas.core.arrays.period PeriodArray
  pandas.core.arrays.sparse.array SparseArray
  pandas.core.arrays.sparse.dtype SparseDtype
  pandas.core.arrays.string_ StringArray StringDtype
  pandas.core.arrays.timedeltas TimedeltaArray
  pandas.core.dtypes.dtypes CategoricalDtype DatetimeTZDtype SparseDtype
  pandas.core.frame DataFrame
  pandas.core.indexes.base Index
  pandas.core.indexes.datetimes DatetimeIndex
  pandas.core.indexes.interval IntervalIndex
  pandas.core.indexes.multi MultiIndex
  pandas.core.indexes.numeric Float64Index Int64Index
  pandas.core.indexes.period PeriodIndex
  pandas.core.indexes.range RangeIndex
  pandas.core.indexes.timedeltas TimedeltaIndex
  pandas.core.internals.blocks new_block
  pandas.core.internals.managers SingleBlockManager
  pandas.core.series Series
  scipy._lib.array_api_compat.numpy._aliases asarray
  scipy.interpolate._bsplines BSpline
  scipy.interpolate._cubic Akima1DInterpolator CubicSpline PchipInterpolator
  scipy.sparse._arrays bsr_array coo_array csc_array csr_array dia_array lil_array
  scipy.sparse._bsr bsr_array bsr_matrix
  scipy.sparse._coo coo_array coo_matrix
  scipy.sparse._csc csc_array csc_matrix
  scipy.sparse._csr csr_array csr_matrix
  scipy.sparse._dia dia_array dia_matrix
  scipy.sparse._lil lil_array lil_matrix
  scipy.sparse.bsr bsr_matrix
  scipy.sparse.coo coo_matrix
  scipy.sparse.csc csc_matrix
  scipy.sparse.csr csr_matrix
  scipy.sparse.dia dia_matrix
  scipy.sparse.lil lil_matrix
  sklearn._loss._loss CyAbsoluteError CyExponentialLoss CyHalfBinomialLoss CyHalfGammaLoss CyHalfMultinomialLoss CyHalfPoissonLoss CyHalfSquaredError CyHalfTweedieLoss CyHalfTweedieLossIdentity CyHuberLoss CyLossFunction CyPinballLoss
  sklearn._loss.glm_distribution DistributionBoundary GammaDistribution InverseGaussianDistribution NormalDistribution PoissonDistribution TweedieDistribution
  sklearn._loss.link HalfLogitLink IdentityLink Interval LogLink LogitLink MultinomialLogit
  sklearn._loss.loss AbsoluteError ArrayAPILossMixin ExponentialLoss HalfBinomialLoss HalfBinomialLossArrayAPI HalfGammaLoss HalfMultinomialLoss HalfMultinomialLossArrayAPI HalfPoissonLoss HalfPoissonLossArrayAPI HalfSquaredError HalfTweedieLoss HalfTweedieLossIdentity HuberLoss PinballLoss
  sklearn.calibration CalibratedClassifierCV _CalibratedClassifier _SigmoidCalibration _TemperatureScaling
  sklearn.cluster._affinity_propagation AffinityPropagation
  sklearn.cluster._agglomerative AgglomerativeClustering FeatureAgglomeration
  sklearn.cluster._bicluster SpectralBiclustering SpectralCoclustering
  sklearn.cluster._birch Birch _CFNode _CFSubcluster
  sklearn.cluster._bisect_k_means BisectingKMeans _BisectingTree
  sklearn.cluster._dbscan DBSCAN
  sklearn.cluster._hdbscan.hdbscan HDBSCAN
  sklearn.cluster._kmeans KMeans MiniBatchKMeans _kmeans_single_elkan _kmeans_single_lloyd
  sklearn.cluster._mean_shift MeanShift
  sklearn.cluster._optics OPTICS
  sklearn.cluster._spectral SpectralClustering
  sklearn.compose._column_transformer ColumnTransformer _RemainderColsList make_column_selector
  sklearn.compose._target TransformedTargetRegressor
  sklearn.covariance._elliptic_envelope EllipticEnvelope
  sklearn.covariance._empirical_covariance EmpiricalCovariance
  sklearn.covariance._graph_lasso GraphicalLasso GraphicalLassoCV _DictWithDeprecatedKeys
  sklearn.covariance._robust_covariance MinCovDet
  sklearn.covariance._shrunk_covariance LedoitWolf OAS ShrunkCovariance
  sklearn.cross_decomposition._pls CCA PLSCanonical PLSRegression PLSSVD
  sklearn.decomposition._dict_learning DictionaryLearning MiniBatchDictionaryLearning SparseCoder
  sklearn.decomposition._factor_analysis FactorAnalysis
  sklearn.decomposition._fastica FastICA
  sklearn.decomposition._incremental_pca IncrementalPCA
  sklearn.decomposition._kernel_pca KernelPCA
  sklearn.decomposition._lda LatentDirichletAllocation
  sklearn.decomposition._nmf MiniBatchNMF NMF
  sklearn.decomposition._pca PCA
  sklearn.decomposition._sparse_pca MiniBatchSparsePCA SparsePCA
  sklearn.decomposition._truncated_svd TruncatedSVD
  sklearn.discriminant_analysis LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis
  sklearn.dummy DummyClassifier DummyRegressor
  sklearn.ensemble._bagging BaggingClassifier BaggingRegressor
  sklearn.ensemble._forest ExtraTreesClassifier ExtraTreesRegressor RandomForestClassifier RandomForestRegressor RandomTreesEmbedding
  sklearn.ensemble._gb GradientBoostingClassifier GradientBoostingRegressor
  sklearn.ensemble._gb_losses BinomialDeviance ExponentialLoss HuberLossFunction LeastAbsoluteError LeastSquaresError MultinomialDeviance QuantileLossFunction
  sklearn.ensemble._hist_gradient_boosting.binning _BinMapper
  sklearn.ensemble._hist_gradient_boosting.gradient_boosting HistGradientBoostingClassifier HistGradientBoostingRegressor
  sklearn.ensemble._hist_gradient_boosting.loss BinaryCrossEntropy CategoricalCrossEntropy LeastSquares
  sklearn.ensemble._hist_gradient_boosting.predictor TreePredictor
  sklearn.ensemble._iforest IsolationForest
  sklearn.ensemble._stacking StackingClassifier StackingRegressor
  sklearn.ensemble._voting VotingClassifier VotingRegressor
  sklearn.ensemble._weight_boosting AdaBoostClassifier AdaBoostRegressor
  sklearn.feature_extraction._dict_vectorizer DictVectorizer
  sklearn.feature_extraction._hash FeatureHasher
  sklearn.feature_extraction.image PatchExtractor
  sklearn.feature_extraction.text CountVectorizer HashingVectorizer TfidfTransformer TfidfVectorizer
  sklearn.feature_selection._from_model SelectFromModel
  sklearn.feature_selection._mutual_info mutual_info_classif mutual_info_regression
  sklearn.feature_selection._rfe RFE RFECV
  sklearn.feature_selection._sequential SequentialFeatureSelector
  sklearn.feature_selection._univariate_selection GenericUnivariateSelect SelectFdr SelectFpr SelectFwe SelectKBest SelectPercentile chi2 f_classif f_oneway f_regression r_regression
  sklearn.feature_selection._variance_threshold VarianceThreshold
  sklearn.frozen._frozen FrozenEstimator
  sklearn.gaussian_process._gpc GaussianProcessClassifier _BinaryGaussianProcessClassifierLaplace
  sklearn.gaussian_process._gpr GaussianProcessRegressor
  sklearn.gaussian_process.kernels CompoundKernel ConstantKernel DotProduct ExpSineSquared Exponentiation GenericKernelMixin Matern NormalizedKernelMixin PairwiseKernel Product RBF RationalQuadratic StationaryKernelMixin Sum WhiteKernel
  sklearn.impute._base MissingIndicator SimpleImputer
  sklearn.impute._iterative IterativeImputer _ImputerTriplet
  sklearn.impute._knn KNNImputer
  sklearn.isotonic IsotonicRegression
  sklearn.kernel_approximation AdditiveChi2Sampler Nystroem PolynomialCountSketch RBFSampler SkewedChi2Sampler
  sklearn.kernel_ridge KernelRidge
  sklearn.linear_model._base LinearRegression
  sklearn.linear_model._bayes ARDRegression BayesianRidge
  sklearn.linear_model._coordinate_descent ElasticNet ElasticNetCV Lasso LassoCV MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV
  sklearn.linear_model._glm.glm GammaRegressor PoissonRegressor TweedieRegressor
  sklearn.linear_model._glm.link IdentityLink LogLink
  sklearn.linear_model._huber HuberRegressor
  sklearn.linear_model._least_angle Lars LarsCV LassoLars LassoLarsCV LassoLarsIC
  sklearn.linear_model._logistic LogisticRegression LogisticRegressionCV
  sklearn.linear_model._omp OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV
  sklearn.linear_model._passive_aggressive PassiveAggressiveClassifier PassiveAggressiveRegressor
  sklearn.linear_model._perceptron Perceptron
  sklearn.linear_model._quantile QuantileRegressor
  sklearn.linear_model._ransac RANSACRegressor
  sklearn.linear_model._ridge Ridge RidgeCV RidgeClassifier RidgeClassifierCV
  sklearn.linear_model._stochastic_gradient SGDClassifier SGDOneClassSVM SGDRegressor
  sklearn.linear_model._theil_sen TheilSenRegressor
  sklearn.manifold._classical_mds ClassicalMDS
  sklearn.manifold._isomap Isomap
  sklearn.manifold._locally_linear LocallyLinearEmbedding
  sklearn.manifold._mds MDS
  sklearn.manifold._spectral_embedding SpectralEmbedding
  sklearn.manifold._t_sne TSNE
  sklearn.metrics._classification accuracy_score balanced_accuracy_score brier_score_loss cohen_kappa_score d2_brier_score d2_log_loss_score f1_score fbeta_score hamming_loss hinge_loss jaccard_score log_loss matthews_corrcoef precision_score recall_score zero_one_loss
  sklearn.metrics._dist_metrics BrayCurtisDistance BrayCurtisDistance64 CanberraDistance CanberraDistance64 ChebyshevDistance ChebyshevDistance64 DiceDistance DiceDistance64 EuclideanDistance EuclideanDistance64 HammingDistance HammingDistance64 HaversineDistance HaversineDistance64 JaccardDistance JaccardDistance64 KulsinskiDistance MahalanobisDistance MahalanobisDistance64 ManhattanDistance ManhattanDistance64 MatchingDistance RogersTanimotoDistance RogersTanimotoDistance64 RussellRaoDistance RussellRaoDistance64 SEuclideanDistance SEuclideanDistance64 SokalMichenerDistance SokalMichenerDistance64 SokalSneathDistance SokalSneathDistance64
  sklearn.metrics._ranking average_precision_score coverage_error dcg_score label_ranking_average_precision_score label_ranking_loss ndcg_score roc_auc_score top_k_accuracy_score
  sklearn.metrics._regression d2_absolute_error_score d2_pinball_score d2_tweedie_score explained_variance_score max_error mean_absolute_error mean_absolute_percentage_error mean_gamma_deviance mean_pinball_loss mean_poisson_deviance mean_squared_error mean_squared_log_error mean_tweedie_deviance median_absolute_error r2_score root_mean_squared_error root_mean_squared_log_error
  sklearn.metrics._scorer _CurveScorer _PassthroughScorer _PredictScorer _ProbaScorer _Scorer _ThresholdScorer _passthrough_scorer negative_likelihood_ratio positive_likelihood_ratio
  sklearn.metrics.cluster._bicluster consensus_score
  sklearn.metrics.cluster._supervised adjusted_mutual_info_score adjusted_rand_score completeness_score fowlkes_mallows_score homogeneity_score mutual_info_score normalized_mutual_info_score rand_score v_measure_score
  sklearn.metrics.cluster._unsupervised calinski_harabasz_score davies_bouldin_score silhouette_score
  sklearn.metrics.pairwise additive_chi2_kernel chi2_kernel cosine_distances euclidean_distances haversine_distances laplacian_kernel linear_kernel manhattan_distances nan_euclidean_distances polynomial_kernel rbf_kernel sigmoid_kernel
  sklearn.mixture._bayesian_mixture BayesianGaussianMixture
  sklearn.mixture._gaussian_mixture GaussianMixture
  sklearn.model_selection._classification_threshold FixedThresholdClassifier TunedThresholdClassifierCV _CurveScorer
  sklearn.model_selection._search GridSearchCV RandomizedSearchCV
  sklearn.model_selection._search_successive_halving HalvingGridSearchCV HalvingRandomSearchCV
  sklearn.model_selection._split BaseShuffleSplit GroupKFold GroupShuffleSplit KFold LeaveOneGroupOut LeaveOneOut LeavePGroupsOut LeavePOut PredefinedSplit RepeatedKFold RepeatedStratifiedKFold ShuffleSplit StratifiedGroupKFold StratifiedKFold StratifiedShuffleSplit TimeSeriesSplit
  sklearn.multiclass OneVsOneClassifier OneVsRestClassifier OutputCodeClassifier _ConstantPredictor
  sklearn.multioutput ClassifierChain MultiOutputClassifier MultiOutputRegressor RegressorChain
  sklearn.naive_bayes BernoulliNB CategoricalNB ComplementNB GaussianNB MultinomialNB
  sklearn.neighbors._ball_tree BallTree
  sklearn.neighbors._classification KNeighborsClassifier RadiusNeighborsClassifier
  sklearn.neighbors._graph KNeighborsTransformer RadiusNeighborsTransformer
  sklearn.neighbors._kd_tree KDTree
  sklearn.neighbors._kde KernelDensity
  sklearn.neighbors._lof LocalOutlierFactor
  sklearn.neighbors._nca NeighborhoodComponentsAnalysis
  sklearn.neighbors._nearest_centroid NearestCentroid
  sklearn.neighbors._regression KNeighborsRegressor RadiusNeighborsRegressor
  sklearn.neighbors._unsupervised NearestNeighbors
  sklearn.neural_network._multilayer_perceptron MLPClassifier MLPRegressor
  sklearn.neural_network._rbm BernoulliRBM
  sklearn.neural_network._stochastic_optimizers AdamOptimizer SGDOptimizer
  sklearn.pipeline FeatureUnion Pipeline
  sklearn.preprocessing._data Binarizer KernelCenterer MaxAbsScaler MinMaxScaler Normalizer PowerTransformer QuantileTransformer RobustScaler StandardScaler
  sklearn.preprocessing._discretization KBinsDiscretizer
  sklearn.preprocessing._encoders OneHotEncoder OrdinalEncoder
  sklearn.preprocessing._function_transformer FunctionTransformer
  sklearn.preprocessing._label LabelBinarizer LabelEncoder MultiLabelBinarizer
  sklearn.preprocessing._polynomial PolynomialFeatures SplineTransformer
  sklearn.preprocessing._target_encoder TargetEncoder
  sklearn.random_projection GaussianRandomProjection SparseRandomProjection
  sklearn.semi_supervised._label_propagation LabelPropagation LabelSpreading
  sklearn.semi_supervised._self_training SelfTrainingClassifier
  sklearn.svm._classes LinearSVC LinearSVR NuSVC NuSVR OneClassSVM SVC SVR
  sklearn.tree._classes DecisionTreeClassifier DecisionTreeRegressor ExtraTreeClassifier ExtraTreeRegressor
  sklearn.utils Bunch
  sklearn.utils._bunch Bunch
  sklearn.utils._metadata_requests MetadataRequest MethodMetadataRequest
  sklearn.utils.validation check_array
  uuid UUID
  xgboost.compat XGBoostLabelEncoder
  xgboost.core Booster
  xgboost.sklearn XGBClassifier XGBModel XGBRFClassifier XGBRFRegressor XGBRanker XGBRegressor
  zoneinfo ZoneInfo
`;
